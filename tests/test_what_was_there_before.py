"""An installation from before search and renditions: after the migration nothing in it is worse off."""

from importlib import import_module

import pytest
from django.apps import apps
from PIL import Image

from articles.models import Article, Person, SearchText, SearchWord
from articles.search.answer import search
from tests.factories import make_article, make_person, make_topic
from tests.test_renditions import photograph

pytestmark = pytest.mark.django_db

migration = import_module("articles.migrations.0006_what_was_there_before")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_old_articles_are_found_as_new_ones_are():
    fields = {"summary": "Summed.", "body": "## Heading\n\nWords."}
    make_article("Title", topics=[make_topic("Night")], authors=[make_person("Ines")], **fields)
    made = SearchText.objects.values().get()
    words = set(SearchWord.objects.values_list("word", "stem"))
    SearchText.objects.all().delete()
    SearchWord.objects.all().delete()

    migration.make_searchable(apps, None)
    migration.make_searchable(apps, None)

    assert SearchText.objects.values().get() == made
    assert set(SearchWord.objects.values_list("word", "stem")) == words
    assert [search(word).count for word in ["title", "summed", "headng", "night", "ines", "words"]] == [1] * 6


def as_it_was(row, field, media):
    """The file as it was uploaded, and nothing beside it."""
    name = getattr(row, field).name
    for file in media.rglob(f"{name.partition('.')[0]}*"):
        file.unlink()
    (media / name).write_bytes(photograph(600, 800).read())
    type(row).objects.filter(pk=row.pk).update(**{f"{field.removeprefix('lead_')}_width": None})
    return name


def test_old_pictures_get_renditions_and_lose_their_metadata(client, media):
    article, person = make_article(lead_image=photograph(600, 800)), make_person(photo=photograph(600, 800))
    old = [as_it_was(article, "lead_image", media), as_it_was(person, "photo", media)]

    migration.make_renditions(apps, None)
    migration.make_renditions(apps, None)

    article, person = Article.objects.get(), Person.objects.get()
    assert (article.image_width, article.image_height, person.photo_width) == (800, 600, 800)
    assert not [name for name in old if (media / name).exists()]
    assert len(list(media.rglob("*-480.webp"))) == len(list(media.rglob("*-800.avif"))) == 2
    for file in media.rglob("*.jpg"):
        with Image.open(file) as picture:
            assert not picture.getexif()


def test_a_picture_that_is_lost_stops_nothing(media):
    name = as_it_was(make_article(lead_image=photograph(60, 80)), "lead_image", media)
    (media / name).unlink()

    migration.make_renditions(apps, None)

    assert list(Article.objects.values_list("lead_image", flat=True)) == [name]

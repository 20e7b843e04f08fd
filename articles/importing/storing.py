"""Storing a Manuscript, once, whole or not at all."""

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.text import slugify

from articles.importing.manuscript import NotImported
from articles.models import Article, Authorship, Filing, Person, Reference, Topic


@transaction.atomic
def store(manuscript, *, published_at=None):
    """(article, True if it is new). One with the same slug, or title, is left as it is.

    Raises NotImported when the site would refuse the words.
    """
    already = the_same(manuscript)
    if already:
        return already, False
    article = Article(
        title=manuscript.title,
        slug=manuscript.slug,
        summary=manuscript.summary,
        body=manuscript.body,
        lead_image_alt=manuscript.image_alt,
        lead_image_caption=manuscript.image_caption,
        published_at=published_at,
    )
    try:
        article.save()
        add_references(article, manuscript)
        add_people_and_topics(article, manuscript)
        article.full_clean()
    except ValidationError as error:
        raise NotImported(" ".join(f"{field}: {words[0]}" for field, words in error.message_dict.items())) from None
    if missing := article.missing_references():
        raise NotImported(f"it cites {', '.join(missing)}, and no reference has that key.")
    if manuscript.image:
        with manuscript.image.open("rb") as picture:
            article.lead_image.save(manuscript.image.name, File(picture), save=False)
    article.save()
    return article, True


def the_same(manuscript):
    slug = manuscript.slug or slugify(manuscript.title)
    try:
        return Article.find(slug, Article.objects.all())
    except Article.DoesNotExist:
        return Article.objects.filter(title=manuscript.title).first()


def add_references(article, manuscript):
    for entry in manuscript.references:
        reference = Reference(article=article, **entry)
        reference.full_clean()
        reference.save()


def add_people_and_topics(article, manuscript):
    for position, author in enumerate(manuscript.authors):
        person, _ = Person.objects.get_or_create(name=author.name, defaults={"role": author.role})
        Authorship.objects.create(article=article, person=person, position=position)
    for position, name in enumerate(manuscript.topics):
        topic, _ = Topic.objects.get_or_create(name=name)
        Filing.objects.create(article=article, topic=topic, position=position)

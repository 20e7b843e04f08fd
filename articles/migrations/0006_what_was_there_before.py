"""Articles and pictures from before there were search and renditions get what those saved since have."""

from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db import migrations

from articles.renditions import KINDS, rendition_name, widths_for
from articles.search.words import stem, stems_of, words_in

PICTURES = [("Article", "lead_image", "image"), ("Person", "photo", "photo")]


def make_searchable(apps, schema_editor):
    SearchText, SearchWord = apps.get_model("articles", "SearchText"), apps.get_model("articles", "SearchWord")
    articles = apps.get_model("articles", "Article").objects.filter(search_text=None)
    for article in articles.prefetch_related("filings__topic", "authorships__person").iterator(chunk_size=100):
        texts = {
            "title": article.title,
            "summary": article.summary,
            "headings": "\n".join(section["title"] for section in article.contents),
            "topics": "\n".join(filing.topic.name for filing in article.filings.all()),
            "authors": "\n".join(authorship.person.name for authorship in article.authorships.all()),
            "body": article.body,
        }
        SearchText.objects.create(article=article, **{field: stems_of(text) for field, text in texts.items()})
        words = {word for text in texts.values() for _, _, word in words_in(text)}
        kept = sorted(word for word in words if len(word) > 2 and not word.isdecimal())
        SearchWord.objects.bulk_create([SearchWord(word=word, stem=stem(word)) for word in kept], ignore_conflicts=True)


def make_renditions(apps, schema_editor):
    """Each is stored once more, as if uploaded now; a file that is lost stays lost."""
    for model_name, field, prefix in PICTURES:
        model, width, height = apps.get_model("articles", model_name), f"{prefix}_width", f"{prefix}_height"
        storage = model._meta.get_field(field).storage
        # By name first: a row without a width opens its file as soon as it is read.
        for pk, name, known_width in list(model.objects.exclude(**{field: ""}).values_list("pk", field, width)):
            if not storage.exists(name) or has_renditions(storage, name, known_width):
                continue
            row = model.objects.get(pk=pk)
            with storage.open(name) as file:
                getattr(row, field).save(PurePosixPath(name).name, ContentFile(file.read()), save=False)
            row.save(update_fields=[field, width, height])
            storage.delete(name)


def has_renditions(storage, name, width):
    return width is not None and all(
        storage.exists(rendition_name(name, smaller, kind)) for smaller in widths_for(width) for kind in KINDS
    )


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0005_review_and_changes"),
    ]

    operations = [
        migrations.RunPython(make_searchable, migrations.RunPython.noop),
        migrations.RunPython(make_renditions, migrations.RunPython.noop),
    ]

"""Storing a Manuscript, once, whole or not at all."""

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from articles.importing.manuscript import NotImported
from articles.models import Article, Authorship, Filing, Person, Reference, Topic
from articles.pictures import is_picture


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
        last_reviewed=manuscript.last_reviewed,
        next_review=manuscript.next_review,
    )
    try:
        if manuscript.reviewed_by:
            article.reviewed_by = person_called(manuscript.reviewed_by)
        save_checked(article)
        add_references(article, manuscript)
        add_people_and_topics(article, manuscript)
        if article.reviewed_by in article.authors.all():
            raise NotImported(f"{article.reviewed_by} wrote it, and cannot review it.")
        if missing := article.missing_references():
            raise NotImported(f"it cites {', '.join(missing)}, and no reference has that key.")
        add_picture(article, manuscript)
    except ValidationError as error:
        raise NotImported(in_one_line(error)) from None
    article.save()
    return article, True


def the_same(manuscript):
    """The article that has the slug that the file names, or had it; else the one of this title."""
    try:
        return Article.find(manuscript.slug, Article.objects.all())
    except Article.DoesNotExist:
        return Article.objects.filter(title=manuscript.title).first()


def save_checked(row):
    """Store a row as a form would: checked first. Raises ValidationError."""
    row.full_clean(exclude=[] if getattr(row, "slug", True) else ["slug"])
    row.save()
    return row


def add_references(article, manuscript):
    for entry in manuscript.references:
        save_checked(Reference(article=article, **entry))


def add_people_and_topics(article, manuscript):
    for position, author in enumerate(manuscript.authors):
        person = person_called(author.name, role=author.role)
        Authorship.objects.get_or_create(article=article, person=person, defaults={"position": position})
    for position, name in enumerate(manuscript.topics):
        topic = Topic.objects.filter(name=name).first() or save_checked(Topic(name=name))
        Filing.objects.get_or_create(article=article, topic=topic, defaults={"position": position})


def person_called(name, **fields):
    return Person.objects.filter(name=name).first() or save_checked(Person(name=name, **fields))


def add_picture(article, manuscript):
    if manuscript.image:
        with manuscript.image.open("rb") as file:
            picture = File(file, name=manuscript.image.name)
            is_picture(picture)
            article.lead_image.save(picture.name, picture, save=False)


def in_one_line(error):
    fields = error.message_dict if hasattr(error, "error_dict") else {"image": error.messages}
    return " ".join(f"{field}: {messages[0]}" for field, messages in fields.items()).replace("__all__: ", "")

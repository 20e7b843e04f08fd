"""The demo: articles to read, comments in every state, people to sign in as. Safe to add twice."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import yaml
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles import importing
from articles.models import Article, Person, SearchWord, Topic, User
from comments.counting import count as count_figures
from comments.models import Comment, CountedFigures, Decision
from newsletter.models import Subscriber
from newsletter.models.subscriber import WORDING

FOLDER = Path(__file__).parent
MODERATOR = "moderator"
REVIEWED_AGAIN_AFTER = timedelta(days=730)
SUBSCRIBERS = {"confirmed@example.org": Subscriber.Status.CONFIRMED, "waiting@example.org": Subscriber.Status.PENDING}


def site_is_empty():
    """True where nobody has begun: no article, and no account that somebody made."""
    return not Article.objects.exists() and not User.objects.exists()


@transaction.atomic
def add():
    for position, topic in enumerate(listed("topics")):
        if found(Topic, topic["slug"]) is None:
            Topic.objects.create(**topic, position=position)
    for person in listed("people"):
        add_person(**person)
    contents = listed("contents")
    new = [add_article(**entry) for entry in contents["articles"]]
    for article in filter(None, new):
        add_picks(article, contents["read_next"].get(article.slug, []))
    moderator = add_moderator()
    for entry in contents["comments"]:
        add_comment(moderator, **entry)
    for address, status in SUBSCRIBERS.items():
        add_subscriber(address, status)
    if not CountedFigures.objects.exists():
        count_figures()


def listed(name):
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def found(model, slug):
    """The row that has this slug, or had it before someone gave it another. Else None."""
    try:
        return model.find(slug, model.objects.all())
    except model.DoesNotExist:
        return None


def add_person(*, links, **fields):
    if found(Person, fields["slug"]) is None:
        person = Person.objects.create(**fields)
        for link in links:
            person.links.create(**link)


def add_article(*, file, days_ago, reviewed=None, notes=()):
    """The article, or None where it was there before."""
    manuscript = importing.read(FOLDER / "articles" / file)
    article, is_new = importing.store(manuscript, published_at=ago(days=days_ago))
    if not is_new:
        return None
    if reviewed:
        set_review(article, **reviewed)
    for note in notes:
        article.change_notes.create(kind=note["kind"], text=note["text"], made_at=ago(days=note["days_ago"]))
    return article


def set_review(article, *, by, days_ago):
    article.reviewed_by = found(Person, by)
    article.last_reviewed = ago(days=days_ago).date()
    article.next_review = article.last_reviewed + REVIEWED_AGAIN_AFTER
    article.save()


def add_picks(article, slugs):
    for position, picked in enumerate(filter(None, (found(Article, slug) for slug in slugs))):
        article.picks.create(picked=picked, position=position)


def add_moderator():
    """An account without a password: `manage.py sign_in_link moderator` opens it."""
    user, is_new = User.objects.get_or_create(
        username=MODERATOR, defaults={"first_name": "Mara", "last_name": "Lind", "is_staff": True}
    )
    if is_new:
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get(name="Moderator"))
    return user


def add_comment(
    moderator, *, id, article, body, hours_ago, status, name="", person="", parent="", code="", hours_until_decided=2
):
    """By a reader with a name, or by a person of the house. Decided as if in its own time, so that waits look real."""
    of_the_house = found(Person, person) if person else None
    comment, is_new = Comment.objects.get_or_create(
        token=token_for(id),
        defaults={
            "article": found(Article, article),
            "parent": Comment.objects.filter(token=token_for(parent)).first() if parent else None,
            "person": of_the_house,
            "name": of_the_house.name if of_the_house else name,
            "body": body.strip(),
            "posted_at": ago(hours=hours_ago),
            "queued_at": ago(hours=hours_ago),
        },
    )
    if is_new and status == Comment.Status.WITHDRAWN:
        comment.withdraw()
    elif is_new and status != Comment.Status.WAITING:
        decide = {"approved": comment.approve, "rejected": comment.reject, "spam": comment.mark_as_spam}
        made_at = comment.posted_at + timedelta(hours=hours_until_decided)
        decide[status](by=moderator, code=code, made_at=made_at)


def add_subscriber(address, status):
    subscriber, is_new = Subscriber.objects.get_or_create(email=address)
    if is_new:
        subscriber.consents.create(wording=WORDING, page="/newsletter/")
    if is_new and status == Subscriber.Status.CONFIRMED:
        subscriber.status, subscriber.confirmed_at = status, timezone.now()
        subscriber.save()
        subscriber.consents.update(confirmed_at=subscriber.confirmed_at)


def token_for(id):
    """The same for the same comment, so that it is found again; unguessable all the same."""
    return salted_hmac("cramps_site.demo", id, algorithm="sha256").hexdigest()[:32]


def ago(**spans):
    return timezone.now() - timedelta(**spans)


@transaction.atomic
def remove():
    """Take the demo away: what is still as `add` made it. What others wrote, changed or built on stays."""
    contents = listed("contents")
    remove_comments([token_for(entry["id"]) for entry in contents["comments"]])
    for entry in contents["articles"]:
        remove_article(importing.read(FOLDER / "articles" / entry["file"]))
    for person in listed("people"):
        same = {name: person[name] for name in ["slug", "name", "bio"]}
        Person.objects.filter(**same, user=None, articles=None, reviewed=None, comments=None).delete()
    for topic in listed("topics"):
        Topic.objects.filter(**topic, articles=None).delete()
    Subscriber.objects.filter(email__in=SUBSCRIBERS).delete()
    demo_moderator = User.objects.filter(username=MODERATOR, last_name="Lind", password__startswith="!")
    demo_moderator.filter(decisions=None).delete()
    SearchWord.forget_all_but_those_of(Article.objects.iterator(chunk_size=100))
    CountedFigures.objects.all().delete()  # the worker counts anew what stays


def remove_comments(tokens):
    """All but those under which somebody else wrote, and what these answer in turn. Answers go first."""
    for comment in Comment.objects.filter(token__in=tokens).order_by("-pk"):
        if not Comment.objects.filter(Q(parent=comment) | Q(thread=comment)).exists():
            Decision.objects._forget([comment])
            comment.delete()


def remove_article(manuscript):
    same = {"slug": manuscript.slug, "title": manuscript.title, "body": manuscript.body}
    for article in Article.objects.filter(**same, comments=None):
        picture = article.lead_image
        article.delete()
        transaction.on_commit(partial(picture.delete, save=False))

"""The demo: articles to read, comments in every state, people to sign in as. Safe to add twice."""

from datetime import timedelta
from pathlib import Path

import yaml
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles import importing
from articles.models import Article, Person, Topic, User
from comments.models import Comment, Decision
from newsletter.models import Subscriber
from newsletter.models.subscriber import WORDING

FOLDER = Path(__file__).parent
MODERATOR = "moderator"
SUBSCRIBERS = {"confirmed@example.org": Subscriber.Status.CONFIRMED, "waiting@example.org": Subscriber.Status.PENDING}


def has_articles():
    return Article.objects.exists()


@transaction.atomic
def add():
    for position, topic in enumerate(listed("topics")):
        Topic.objects.get_or_create(slug=topic["slug"], defaults=topic | {"position": position})
    for person in listed("people"):
        add_person(**person)
    contents = listed("contents")
    for entry in contents["articles"]:
        add_article(**entry)
    moderator = add_moderator()
    for entry in contents["comments"]:
        add_comment(moderator, **entry)
    for address, status in SUBSCRIBERS.items():
        add_subscriber(address, status)


def listed(name):
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def add_person(*, links, **fields):
    person, is_new = Person.objects.get_or_create(slug=fields["slug"], defaults=fields)
    for link in links if is_new else []:
        person.links.create(**link)


def add_article(*, file, days_ago, updated_days_ago=None):
    manuscript = importing.read(FOLDER / "articles" / file)
    article, is_new = importing.store(manuscript, published_at=ago(days=days_ago))
    if is_new and updated_days_ago is not None:
        article.updated_at = ago(days=updated_days_ago)
        article.save()


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


def add_comment(moderator, *, id, article, name, body, hours_ago, status, parent="", reason=""):
    comment, is_new = Comment.objects.get_or_create(
        token=token_for(id),
        defaults={
            "article": Article.objects.get(slug=article),
            "parent": Comment.objects.filter(token=token_for(parent)).first() if parent else None,
            "name": name,
            "body": body.strip(),
            "posted_at": ago(hours=hours_ago),
        },
    )
    if is_new and status == Comment.Status.WITHDRAWN:
        comment.withdraw()
    elif is_new and status != Comment.Status.WAITING:
        decide = {"approved": comment.approve, "rejected": comment.reject, "spam": comment.mark_as_spam}
        decide[status](by=moderator, reason=reason)


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
    """Take the demo away. What others built on stays: an article with a reader's comment, say."""
    contents = listed("contents")
    comments = Comment.objects.filter(token__in=[token_for(entry["id"]) for entry in contents["comments"]])
    unanswered = comments.exclude(answers__in=Comment.objects.exclude(pk__in=comments))
    Decision.objects.filter(comment__in=unanswered).delete()
    for comment in unanswered.order_by("-pk"):
        comment.delete()
    slugs = [Path(entry["file"]).stem for entry in contents["articles"]]
    Article.objects.filter(slug__in=slugs, comments=None).delete()
    Person.objects.filter(slug__in=[person["slug"] for person in listed("people")], articles=None).delete()
    Topic.objects.filter(slug__in=[topic["slug"] for topic in listed("topics")], articles=None).delete()
    Subscriber.objects.filter(email__in=SUBSCRIBERS).delete()
    User.objects.filter(username=MODERATOR, decisions=None, password__startswith="!").delete()

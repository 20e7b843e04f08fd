"""Plain functions that make what a test needs, with as little said as possible."""

from datetime import timedelta
from itertools import count

from django.contrib.auth.models import Group
from django.utils import timezone

from articles.models import Article, Authorship, Filing, Person, Reference, Topic, User
from comments.models import ArticleDiscussion, Comment, Rule, SiteDiscussion

number = count(1)


def ago(**spans):
    return timezone.now() - timedelta(**spans)


def make_person(name=None, **fields):
    return Person.objects.create(name=name or f"Person {next(number)}", **fields)


def make_topic(name=None, **fields):
    return Topic.objects.create(name=name or f"Topic {next(number)}", **fields)


def make_article(title=None, *, authors=(), topics=(), references=(), **fields):
    """A published article, unless `published_at` says otherwise. `references` are keys."""
    fields = {"body": "Words.", "published_at": ago(days=1)} | fields
    article = Article.objects.create(title=title or f"Article {next(number)}", **fields)
    for position, person in enumerate(authors):
        Authorship.objects.create(article=article, person=person, position=position)
    for position, topic in enumerate(topics):
        Filing.objects.create(article=article, topic=topic, position=position)
    for key in references:
        Reference.objects.create(article=article, key=key, text=f"The source called {key}.")
    article.save()
    return article


def make_comment(body="It helped me.", *, article=None, status=Comment.Status.WAITING, **fields):
    fields = {"name": "Ada", "article": article or make_article()} | fields
    return Comment.objects.create(body=body, status=status, **fields)


def make_user(username=None, *, group=None, **fields):
    user = User.objects.create_user(username or f"user{next(number)}", **({"is_staff": True} | fields))
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_discussion(article=None, **fields):
    """How an article takes comments, or without one the whole site."""
    if article:
        return ArticleDiscussion.objects.create(article=article, **fields)
    return SiteDiscussion.objects.create(**fields)


def closed_article(**fields):
    article = make_article(**fields)
    make_discussion(article, mode="closed")
    return article


def fresh(comment):
    """As it is stored now."""
    return Comment.objects.get(pk=comment.pk)


def make_rule(pattern, kind="words", **fields):
    return Rule.objects.create(pattern=pattern, kind=kind, **fields)

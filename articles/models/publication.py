"""The rules of publication: from when an article can be seen, and when its words last changed."""

from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone


def is_public(path="", at=None):
    """The rule as a Q; `path` leads from the asking model to the article, as in "articles__". Now, or `at` a moment."""
    return Q(**{f"{path}published_at__lte": at or timezone.now()})


def modified(path=""):
    """When readers last got other words, as an expression: `updated_at` may be from before publication."""
    published = f"{path}published_at"
    return Greatest(Coalesce(f"{path}updated_at", published), published)


def modified_at(article):
    """The same, of an article at hand."""
    return max(article.updated_at or article.published_at, article.published_at)

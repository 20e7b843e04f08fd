"""The one rule of publication: an article can be seen from its `published_at` on."""

from django.db.models import Q
from django.utils import timezone


def is_public(path=""):
    """The rule as a Q; `path` leads from the asking model to the article, as in "articles__"."""
    return Q(**{f"{path}published_at__lte": timezone.now()})

"""What search engines are told of: published pages only, with their last change."""

from django.db.models import DateTimeField, Max
from django.db.models.functions import Cast, Coalesce, Greatest

from articles.models import Article, Person, Topic
from articles.models.publication import is_public, modified
from cramps_site.lib.sitemaps import Section


class Articles(Section):
    def items(self):
        return Article.objects.published().newest_first().only("slug").annotate(changed=modified_or_reviewed())


class Topics(Section):
    def items(self):
        return with_newest(Topic.objects.order_by("pk"))


class Authors(Section):
    def items(self):
        return with_newest(Person.objects.writing().order_by("pk"))


def with_newest(rows):
    """A page that lists articles changes with the newest change of one of them."""
    return rows.annotate(changed=Max(modified_or_reviewed("articles__"), filter=is_public("articles__")))


def modified_or_reviewed(path=""):
    """A review changes the page too: it says so at its foot."""
    reviewed = Cast(f"{path}last_reviewed", DateTimeField())
    return Greatest(modified(path), Coalesce(reviewed, f"{path}published_at"))

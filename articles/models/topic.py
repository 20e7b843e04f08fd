"""Topics, under which articles are filed."""

from django.db import models
from django.db.models import Count
from django.urls import reverse

from articles.models.old_slug import KeepsOldSlugs
from articles.models.publication import is_public
from articles.models.search import SearchText


class TopicQuerySet(models.QuerySet):
    def with_counts(self):
        """With `published_count`, the articles that readers can see."""
        counted = self.annotate(published_count=Count("articles", filter=is_public("articles__")))
        return counted.order_by(*Topic._meta.ordering)

    def near(self, topic):
        """Topics under which its articles stand too, with `shared_count`, the most shared first."""
        shared = self.filter(is_public("articles__"), articles__topics=topic).exclude(pk=topic.pk)
        counted = shared.annotate(shared_count=Count("articles", distinct=True))
        return counted.order_by("-shared_count", *Topic._meta.ordering)


class Topic(KeepsOldSlugs, models.Model):
    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=100, unique=True)
    summary = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in the menu, smallest first.")

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def save(self, **options):
        super().save(**options)
        SearchText.rename(self.articles.for_lists())

    def get_absolute_url(self):
        return reverse("articles:topic", args=[self.slug])

"""Accounts, and the profiles that readers see. A profile need not have an account."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from articles.models.old_slug import KeepsOldSlugs
from articles.models.publication import is_public
from articles.models.search import SearchText
from articles.renditions import PictureField
from cramps_site.lib.subqueries import row_count


class User(AbstractUser):
    """Someone who may sign in. Our own model from the first migration, so that it can grow."""


class PersonQuerySet(models.QuerySet):
    def writing(self):
        """Those who wrote or reviewed something that readers can see."""
        return self.filter(Q(pk__in=authorships().values("pk")) | Q(pk__in=reviews().values("pk")))

    def with_counts(self):
        """With `written_count` and `reviewed_count`, of articles that readers can see."""
        return self.annotate(
            written_count=row_count(authorships(), pk="pk"), reviewed_count=row_count(reviews(), pk="pk")
        )

    def writing_on(self, topic):
        """Those who wrote articles under a topic, the busiest first."""
        on_topic = self.filter(is_public("articles__"), articles__topics=topic)
        return on_topic.annotate(number=Count("articles", distinct=True)).order_by("-number", "name")


def authorships(at=None):
    """A row for each article of each person that readers can see, now or `at` a moment."""
    return Person.objects.filter(is_public("articles__", at))


def reviews(at=None):
    """The same for what they reviewed."""
    return Person.objects.filter(is_public("reviewed__", at))


class Person(KeepsOldSlugs, models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=100, unique=True)
    role = models.CharField(max_length=80, blank=True, help_text="For instance “Contributing writer”.")
    credentials = models.CharField(
        max_length=200, blank=True, help_text="Training and degrees, in one line. Readers see it."
    )
    bio = models.TextField(blank=True, help_text="At most 60 words read well under an article.")
    photo = PictureField(blank=True, width_field="photo_width", height_field="photo_height")
    photo_width = models.PositiveIntegerField(null=True, editable=False)
    photo_height = models.PositiveIntegerField(null=True, editable=False)
    user = models.OneToOneField(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        help_text="The account of this person, where there is one.",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self):
        return self.name

    def save(self, **options):
        super().save(**options)
        SearchText.rename(self.articles.for_lists())

    def get_absolute_url(self):
        return reverse("articles:author", args=[self.slug])

    @property
    def initials(self):
        words = [word for word in self.name.split() if word.rstrip(".").lower() not in {"dr", "prof"}]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class PersonLink(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(max_length=60, help_text="What the reader presses: “Her own site”.")
    url = models.URLField("address", max_length=300)

    class Meta:
        ordering = ["pk"]
        verbose_name = "link"

    def __str__(self):
        return self.label

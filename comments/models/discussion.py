"""How comments are taken: for the whole site, and for one article where it differs."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

from articles.models import Article, SiteVersion


class Mode(models.TextChoices):
    OPEN = "open", "Open: proven senders with approved comments publish at once, all others wait"
    HOLD = "hold", "Hold all: every comment waits for a person"
    CLOSED = "closed", "Closed: what is there can be read, nothing new is taken"
    HIDDEN = "hidden", "Hidden: neither read nor taken"


LIMITS = ["seconds_between", "per_hour", "per_day", "brake_per_minute"]
THE_ROW = 1


def between(least, most):
    return [MinValueValidator(least), MaxValueValidator(most)]


DAYS = between(1, 3_650)


class SiteDiscussion(models.Model):
    """One row, made when somebody first changes a setting; without it the defaults hold."""

    mode = models.CharField(max_length=10, choices=Mode, default=Mode.HOLD)
    stopped = models.BooleanField("take no comments at all", default=False, help_text="On every article, at once.")
    close_after = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Days from publication. Empty: never.", validators=DAYS
    )
    hold_after = models.PositiveSmallIntegerField(
        "hold all after",
        null=True,
        blank=True,
        default=90,
        help_text="Days from publication. Empty: never.",
        validators=DAYS,
    )
    seconds_between = models.PositiveSmallIntegerField(
        "seconds between two comments", default=15, help_text="0: none.", validators=between(0, 3_600)
    )
    per_hour = models.PositiveSmallIntegerField("comments an hour", default=5, validators=between(1, 1_000))
    per_day = models.PositiveSmallIntegerField("comments a day", default=20, validators=between(1, 10_000))
    brake_per_minute = models.PositiveSmallIntegerField(
        "brake at",
        default=60,
        help_text="Comments a minute on the whole site. Above it browsers must work before they send.",
        validators=between(1, 10_000),
    )

    class Meta:
        verbose_name = verbose_name_plural = "comments on this site"

    def __str__(self):
        return "Comments on this site"

    @transaction.atomic
    def save(self, **options):
        """Two who make it at once write the same row."""
        self.pk = THE_ROW
        super().save(**options)
        SiteVersion.move()


AS_ON_THE_SITE = "Days from publication. Empty: as on the site."


class ArticleDiscussion(models.Model):
    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="discussion")
    mode = models.CharField(max_length=10, choices=Mode, blank=True, help_text="Empty: as on the whole site.")
    close_after = models.PositiveSmallIntegerField(null=True, blank=True, help_text=AS_ON_THE_SITE, validators=DAYS)
    hold_after = models.PositiveSmallIntegerField(null=True, blank=True, help_text=AS_ON_THE_SITE, validators=DAYS)

    class Meta:
        verbose_name = "comments on an article"
        verbose_name_plural = "comments on articles"

    def __str__(self):
        return str(self.article)

    @transaction.atomic
    def save(self, **options):
        super().save(**options)
        self.article.touch()

    @transaction.atomic
    def delete(self, **options):
        deleted = super().delete(**options)
        self.article.touch()
        return deleted

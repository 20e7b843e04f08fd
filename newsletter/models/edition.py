"""What was sent, frozen: an issue without the articles that its readers had before."""

from django.db import models

from articles.models import Article
from newsletter.models.issue import Issue


class EditionQuerySet(models.QuerySet):
    def in_archive(self):
        """What stands on the web: all of each issue that began to go out, newest first."""
        whole = self.filter(issue__in=Issue.objects.in_archive(), is_whole=True)
        return whole.select_related("issue").order_by("-issue__frozen_at", "-issue__pk")


class Edition(models.Model):
    """`html` and `text` hold the marks of newsletter/marks.py where each reader's own links go."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="editions")
    key = models.CharField(max_length=64, help_text="A hash of the articles it holds, in order.")
    articles = models.ManyToManyField(Article, related_name="editions")
    is_whole = models.BooleanField(default=False, help_text="Holds all of the issue: the one in the archive.")
    subject = models.CharField(max_length=150)
    html = models.TextField()
    text = models.TextField()
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of subject, text and HTML.")

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "key"], name="an_edition_once")]

    def __str__(self):
        return f"{self.issue}, {self.key[:8]}"

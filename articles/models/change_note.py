"""What readers are told about a change of an article that is published."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from articles.models.publication import is_public


class ChangeNoteQuerySet(models.QuerySet):
    def corrections_of(self, person):
        """What had to be corrected in the articles that a person wrote, newest first, with the articles."""
        found = self.filter(is_public("article__"), kind=ChangeNote.Kind.CORRECTION, article__authors=person)
        return found.select_related("article").order_by("-made_at", "-pk")


class ChangeNote(models.Model):
    class Kind(models.TextChoices):
        CORRECTION = "correction", "Correction"
        CHANGE = "change", "Change"

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="change_notes")
    kind = models.CharField(
        max_length=10, choices=Kind, default=Kind.CHANGE, help_text="A correction mends something that was wrong."
    )
    text = models.CharField(max_length=400, help_text="Readers see it: what it said, and what it says now.")
    made_at = models.DateTimeField("made", default=timezone.now)

    objects = ChangeNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text}"

    @transaction.atomic
    def save(self, **options):
        is_new = self._state.adding
        super().save(**options)
        if is_new:
            self.article.was_updated(self.made_at)

    def clean(self):
        super().clean()
        if self.made_at and self.made_at > timezone.now():
            raise ValidationError({"made_at": "This is still to come. A note tells what was changed."})

    @property
    def is_correction(self):
        return self.kind == self.Kind.CORRECTION

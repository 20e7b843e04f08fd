"""A list of subscribers that came as a file: its rows, what became of each, and who stands for it.

A list is one of rows that the worker goes through. `reading → read → taking → imported`; `read` waits for a person,
who may also have it `put_aside`.
"""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count
from django.utils import timezone

from cramps_site.lib.spreadsheet import ROWS_AT_ONCE

ROW_COLUMNS = ["line", "email", "fate", "why"]


class SubscriberListQuerySet(models.QuerySet):
    def at_work(self):
        """Those that the worker goes on with, the oldest first."""
        return self.filter(status__in=[SubscriberList.Status.READING, SubscriberList.Status.TAKING]).order_by("pk")


class SubscriberList(models.Model):
    class Status(models.TextChoices):
        READING = "reading", "Being looked through"
        READ = "read", "Waits for your decision"
        TAKING = "taking", "Being imported"
        IMPORTED = "imported", "Imported"
        PUT_ASIDE = "put_aside", "Put aside"

    file_name = models.CharField(max_length=200)
    digest = models.CharField("SHA-256 of the file", max_length=64)
    encoding = models.CharField(max_length=10)
    status = models.CharField(max_length=10, choices=Status, default=Status.READING, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    attestation = models.TextField(blank=True, help_text="How its readers agreed. Empty: each of them is asked.")
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    attested_at = models.DateTimeField(null=True, editable=False)

    objects = SubscriberListQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        permissions = [
            ("import_subscribers", "Can import lists of subscribers"),
            ("export_subscribers", "Can export the subscribers"),
        ]

    def __str__(self):
        return self.file_name

    def counts(self):
        """{fate: how many rows}, as long as the rows are kept."""
        return dict(self.rows.order_by().values_list("fate").annotate(Count("pk")))

    def looked_through(self):
        return self._move({self.Status.READING}, self.Status.READ)

    @transaction.atomic
    def attest(self, words, *, by):
        """Import it: its readers agreed to letters as `words` say, for which `by` stands. True if this call did it."""
        attested = {"attestation": words, "attested_by": by, "attested_at": timezone.now()}
        return self._move({self.Status.READ}, self.Status.TAKING, by=by, what="Attested, and import begun", **attested)

    def ask_each(self, *, by):
        """Import it, and ask each reader by a letter. Nobody gets an issue who does not confirm."""
        return self._move({self.Status.READ}, self.Status.TAKING, by=by, what="Asking of each reader begun")

    @transaction.atomic
    def put_aside(self, *, by):
        """Nothing is imported, and the addresses go."""
        moved = self._move({self.Status.READ}, self.Status.PUT_ASIDE, by=by, what="Put aside")
        if moved:
            self.rows.all().delete()
        return moved

    def imported(self):
        counts = ", ".join(f"{ListRow.Fate(fate).label} {count:,}" for fate, count in sorted(self.counts().items()))
        return self._move({self.Status.TAKING}, self.Status.IMPORTED, what=f"Imported. {counts}")

    @transaction.atomic
    def _move(self, allowed, status, *, by=None, what="", **fields):
        """The one door: True if this call moved the list from one of `allowed` to `status`."""
        fields |= {"status": status, "changed_at": timezone.now()}
        moved = SubscriberList.objects.filter(pk=self.pk, status__in=allowed).update(**fields)
        if moved:
            for name, value in fields.items():
                setattr(self, name, value)
            if what:
                ListStep.objects.create(list=self, by=by, what=what)
        return bool(moved)


class ListPart(models.Model):
    """Some rows of a file, as they came: what is still to be looked through. It goes when it was."""

    list = models.ForeignKey(SubscriberList, on_delete=models.CASCADE, related_name="parts")
    entries = models.JSONField()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{len(self.entries)} rows of {self.list}"


class ListRowQuerySet(models.QuerySet):
    def not_imported(self):
        """Those that bring nobody, in their order."""
        return self.exclude(fate__in=[ListRow.Fate.NEW, ListRow.Fate.IMPORTED]).order_by("line")

    def as_cells(self):
        """For each row what ROW_COLUMNS name, never many in memory."""
        for row in self.iterator(chunk_size=ROWS_AT_ONCE):
            yield row.line, row.typed, row.get_fate_display(), row.why

    def forget(self, address):
        """Whoever is erased is no row any more."""
        self.filter(address=address, fate=ListRow.Fate.NEW).update(fate=ListRow.Fate.ERASED)
        self.filter(address=address).update(**ListRow.FORGOTTEN)


class ListRow(models.Model):
    """A row of a list, and what becomes of it."""

    class Fate(models.TextChoices):
        NEW = "new", "New"
        IMPORTED = "imported", "Imported"
        HERE = "here", "Here already"
        ASKED = "asked", "Was asked before, has not confirmed"
        LEFT = "left", "Has left"
        SUPPRESSED = "suppressed", "Must not be written to"
        ERASED = "erased", "Had us erase the address"
        TWICE = "twice", "Twice in the file"
        REFUSED = "refused", "Refused"

    NAMELESS = {Fate.SUPPRESSED, Fate.ERASED}  # of their addresses hashes are kept, and no row but its line
    FORGOTTEN = {"address": "", "typed": "", "why": "", "wishes": {}}

    list = models.ForeignKey(SubscriberList, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    typed = models.CharField(max_length=320)
    address = models.CharField(max_length=254, help_text="Empty where it is none.")
    fate = models.CharField(max_length=10, choices=Fate)
    why = models.CharField(max_length=300)
    wishes = models.JSONField(default=dict)

    objects = ListRowQuerySet.as_manager()

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["list", "line"], name="a_line_once_a_list")]
        indexes = [
            models.Index(fields=["list", "fate", "line"], name="list_rows_by_fate"),
            models.Index(fields=["address"], name="list_rows_by_address"),
        ]

    def __str__(self):
        return f"{self.list}, line {self.line}"


class ListStep(models.Model):
    """What was done with a list, or that subscribers were given out or erased: what, by whom, when. Never changed."""

    list = models.ForeignKey(SubscriberList, on_delete=models.PROTECT, null=True, related_name="steps")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=400)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.what

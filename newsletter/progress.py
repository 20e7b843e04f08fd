"""How far an issue is, in figures that balance: for the page that its sender watches."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.timesince import timesince

from newsletter.audience import ledger
from newsletter.models import Delivery, Issue, Pace
from newsletter.models.delivery import LEASE

LATELY = timedelta(minutes=1)
LOOK_AGAIN = 2  # seconds until the page asks for newer figures
MANY = 500_000  # rows; all are counted each time, so for each as many the page waits a second longer
Status, Excluded = Delivery.Status, Delivery.Excluded
LOOKS = {
    Status.WAITING: "f-wait",
    Status.SENDING: "f-now",
    Status.SENT: "f-sent",
    Status.DEFERRED: "f-later",
    Status.FAILED: "f-fail",
    Status.UNCERTAIN: "f-open",
}
IN_THE_BAR = [Status.SENT, Status.SENDING, Status.DEFERRED, Status.FAILED, Status.UNCERTAIN, Status.WAITING]
BAR = 1000  # its length, in units of its own


@dataclass(frozen=True)
class Progress:
    """`counts` as of audience.ledger(); `per_second` is of the last minute."""

    issue: Issue
    counts: dict
    per_second: float

    @property
    def lines(self):
        """[(look, label, count)] of those whom the letter is for, in the order of their states."""
        return [(LOOKS[value], label, self.of(value)) for value, label in Status.choices if value in LOOKS]

    @property
    def left_out(self):
        return [(label, self.counts[value]) for value, label in Excluded.choices if value in self.counts]

    @property
    def readers(self):
        return self.of(*LOOKS)

    @property
    def everybody(self):
        return sum(self.counts.values())

    @property
    def unaccounted(self):
        """How many of the list stand nowhere, or more than once; 0 where it balances, and before it was frozen."""
        return self.issue.missing or (self.issue.on_the_list or self.everybody) - self.everybody

    @property
    def sent(self):
        return self.of(Status.SENT)

    @property
    def failed(self):
        return self.of(Status.FAILED)

    @property
    def uncertain(self):
        return self.of(Status.UNCERTAIN)

    @property
    def open(self):
        return self.of(Status.WAITING, Status.SENDING, Status.DEFERRED)

    def of(self, *statuses):
        return sum(self.counts.get(status, 0) for status in statuses)

    @property
    def look_again(self):
        """Seconds after which the figures are others; 0 where nothing moves."""
        is_due = self.issue.status == Issue.Status.SCHEDULED and self.issue.send_at <= timezone.now()
        moves = is_due or self.issue.status == Issue.Status.SENDING or self.of(Status.SENDING)
        return LOOK_AGAIN + self.everybody // MANY if moves else 0

    @property
    def time_left(self):
        """About how long, in words; empty where nothing moves, or nothing is left."""
        if self.issue.status != Issue.Status.SENDING or not self.open or not self.per_second:
            return ""
        left, now = timedelta(seconds=self.open / self.per_second), timezone.now()
        return "less than a minute" if left < timedelta(minutes=1) else f"about {timesince(now - left, now, depth=2)}"

    @property
    def said(self):
        """One sentence that is another one when the state is, and with every tenth of the letters: it is read out."""
        status = self.issue.state_in_words
        tenths = 10 * self.sent // self.readers if self.readers else 0
        if self.readers and not self.look_again:
            return f"{status}: {self.sent:,} of {self.readers:,} letters have arrived at a mail server."
        if tenths:
            return f"{status}: {tenths}0 % or more of {self.readers:,} letters have arrived at a mail server."
        return f"{status}: {self.readers:,} letters." if self.readers else f"{status}."

    @property
    def bar(self):
        """[(look, where it begins, how long it is)] of a bar that is BAR long."""
        parts, before = [], 0
        for status in IN_THE_BAR if self.readers else []:
            start, end = (BAR * count // self.readers for count in [before, before + self.of(status)])
            parts.append((LOOKS[status], start, end - start))
            before += self.of(status)
        return [part for part in parts if part[2]]

    @property
    def now(self):
        return timezone.now()


def progress_of(issue):
    return Progress(issue, ledger(issue), per_second=sent_lately(issue) / LATELY.total_seconds())


def sent_lately(issue):
    """How many arrived in the last minute. Found by their claims, which are younger than LEASE when they end:
    the page asks every other second, and an index by issue would read every letter that was ever sent of it.
    """
    since = timezone.now() - LATELY
    lately = Delivery.objects.filter(status=Status.SENT, claimed_at__gte=since - LEASE, sent_at__gte=since).order_by()
    return dict(lately.values_list("issue").annotate(Count("pk"))).get(issue.pk, 0)


def slowed_domains():
    """Domains that asked for patience, each with its pace and its words; without a name our own mail server."""
    return Pace.objects.filter(slowed_at__isnull=False).order_by("domain")

"""Whose letters of an issue failed, and with what words; whose may have arrived. A page at a time."""

from dataclasses import dataclass

from django.db.models import Count, Q

from newsletter.bounces.statuses import kind_of
from newsletter.models import Delivery

PAGE = 50  # letters
ANSWERS = 30  # different ones, the most frequent: some servers make up codes of their own


@dataclass(frozen=True)
class Answer:
    """What servers answered to `count` letters. An empty `code`: none that we could read.

    `reachable` is to how many of them a letter can still go: the addresses of the others are forgotten.
    """

    code: str
    count: int
    reachable: int

    @property
    def means(self):
        kind = kind_of(int(self.code[:3]), self.code) if self.code[:3].isdecimal() else None
        return kind.label if kind else "Not known"


@dataclass(frozen=True)
class Page:
    rows: list
    next: int  # what to ask for as `after`; 0 on the last page


def answers(issue):
    """The Answers to letters that failed, the most frequent first."""
    failed = issue.deliveries.filter(status=Delivery.Status.FAILED).order_by()
    counts = {"count": Count("pk"), "reachable": Count("pk", filter=~Q(address=""))}
    counted = failed.values_list("code").annotate(**counts).order_by("-count", "code")
    return [Answer(*each) for each in counted[:ANSWERS]]


def failed(issue, *, code=None, after=0):
    """The Page of letters that failed, behind the delivery `after`: all, or those answered by `code`."""
    rows = issue.deliveries.filter(status=Delivery.Status.FAILED)
    return page_of(rows if code is None else rows.filter(code=code), after)


def uncertain(issue, *, after=0):
    return page_of(issue.deliveries.filter(status=Delivery.Status.UNCERTAIN), after)


def page_of(rows, after):
    found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0)

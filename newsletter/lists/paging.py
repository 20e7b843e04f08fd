"""The rows of a list, a page at a time, by their lines: the last of half a million costs what the first does."""

from dataclasses import dataclass

PAGE = 100  # rows


@dataclass(frozen=True)
class Page:
    """`before` and `after` are what to ask for next, in either direction; 0 where there is nothing."""

    rows: list
    before: int
    after: int


def page_of(rows, *, after=0, before=0):
    """The Page of `rows` behind the line `after`, or else the one that ends in front of the line `before`."""
    lines = rows.values_list("line", flat=True)
    if before:
        after = min(lines.filter(line__lt=before).order_by("-line")[:PAGE], default=1) - 1
    found = list(rows.filter(line__gt=after).order_by("line")[: PAGE + 1])
    first = min(lines.order_by("line")[:1], default=after + 1)
    return Page(found[:PAGE], after + 1 if first <= after else 0, found[PAGE - 1].line if len(found) > PAGE else 0)

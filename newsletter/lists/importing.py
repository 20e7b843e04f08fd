"""Takes lists in, some rows at a time, for the worker and for the command. Killed anywhere, it goes on where it was."""

from collections import defaultdict
from itertools import batched
from pathlib import Path

from django.db import transaction

from cramps_site.lib.server_words import one_line
from newsletter.lists.arriving import arrive
from newsletter.lists.judging import judged, standing_of
from newsletter.lists.reading import entries
from newsletter.lists.text import NotRead, digest_of, encoding_of
from newsletter.models import ListPart, ListRow, SubscriberList

BATCH = 500  # rows a round: SQLite is held for some tens of milliseconds
Fate, Status = ListRow.Fate, SubscriberList.Status


@transaction.atomic
def store(file, name, *, by=None):
    """The SubscriberList of a binary file: what it says of each address, and nothing else of it. Raises NotRead."""
    codec, encoding = encoding_of(file)
    made = SubscriberList.objects.create(
        file_name=one_line(Path(name).name)[-200:], digest=digest_of(file), encoding=encoding, by=by
    )
    parts = (ListPart(list=made, entries=list(some)) for some in batched(entries(file, codec), BATCH, strict=False))
    for few in batched(parts, 10, strict=False):
        ListPart.objects.bulk_create(few)
    if not made.parts.exists():
        raise NotRead("The file has no rows but its first line.")
    return made


def work():
    """Some rows of the oldest list that is not through. True if there may be more."""
    pk = SubscriberList.objects.at_work().values_list("pk", flat=True).first()
    return pk is not None and go_on(pk)


def go_on(pk):
    """Some rows of one list. True if there may be more.

    Raises IntegrityError, having done nothing, where an address of these is typed into the form at the same moment.
    """
    with transaction.atomic():
        the_list = SubscriberList.objects.at_work().select_for_update().filter(pk=pk).first()
        return the_list is not None and STEPS[the_list.status](the_list)


def look_through(the_list):
    """What would become of its next rows."""
    part = the_list.parts.first()
    if part is None:
        return not the_list.looked_through()
    ListRow.objects.bulk_create(judged(the_list, part.entries))
    part.delete()
    return True


def bring_in(the_list):
    """Its next new rows, as things are now: some may have come, left or been suppressed since it was looked through."""
    rows = list(the_list.rows.filter(fate=Fate.NEW)[:BATCH])
    if not rows:
        return not the_list.imported()
    standing = standing_of([row.address for row in rows])
    arrive(the_list, [row for row in rows if row.address not in standing])
    by_fate = defaultdict(list)
    for row in rows:
        by_fate[standing.get(row.address, Fate.IMPORTED)].append(row.pk)
    for fate, keys in by_fate.items():
        nothing = ListRow.FORGOTTEN if fate in ListRow.NAMELESS else {}
        ListRow.objects.filter(pk__in=keys).update(fate=fate, **nothing)
    return True


STEPS = {Status.READING: look_through, Status.TAKING: bring_in}

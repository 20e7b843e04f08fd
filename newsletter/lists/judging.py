"""What would become of the rows of a list, each for itself."""

from django.core.exceptions import ValidationError

from articles.models import Topic
from cramps_site.lib.addresses import canonical
from cramps_site.lib.server_words import one_line
from newsletter.models import Erasure, ListRow, Subscriber, Suppression

Fate, Status = ListRow.Fate, Subscriber.Status
HERE = {
    Status.CONFIRMED: Fate.HERE,
    Status.PENDING: Fate.ASKED,
    Status.UNSUBSCRIBED: Fate.LEFT,
    Status.SUPPRESSED: Fate.SUPPRESSED,
}


def judged(the_list, entries):
    """A ListRow, not saved, for each of `entries`, the next rows of `the_list`, whose earlier rows are saved."""
    topics = set(Topic.objects.values_list("slug", flat=True))
    rows = [judged_alone(the_list, entry, topics) for entry in entries]
    left = {row.address for row, entry in zip(rows, entries, strict=True) if entry["has_left"]} - {""}
    refuse_earlier(the_list, left)
    seen = dict(
        the_list.rows.filter(address__in=[row.address for row in rows if row.address]).values_list("address", "line")
    )
    standing = standing_of({row.address for row in rows if row.address} - seen.keys())
    for row in rows:
        if row.address in seen:
            row.fate, row.why = Fate.TWICE, f"The same address stands in line {seen[row.address]:,}."
        elif row.address:
            seen[row.address] = row.line
            row.fate = row.fate or standing.get(row.address, Fate.NEW)
        if row.fate == Fate.NEW and row.address in left:
            row.fate, row.why = Fate.REFUSED, "Has left, says another line of the file."
        if row.fate in ListRow.NAMELESS:
            vars(row).update(ListRow.FORGOTTEN)
    return rows


def judged_alone(the_list, entry, topics):
    """With its fate only where it is refused, whatever else stands in the file and in our rows."""
    typed = one_line(entry["typed"])[:320]
    row = ListRow(list=the_list, line=entry["line"], typed=typed, why=entry["why"], wishes=entry["wishes"])
    try:
        row.address = canonical(entry["typed"])
    except ValidationError as error:
        row.why = row.why or " ".join(error.messages)
    row.why = row.why or unknown_topics(row.wishes, topics)
    row.fate = Fate.REFUSED if row.why else ""
    return row


def unknown_topics(wishes, topics):
    """Whoever chose a topic that is not here would get all of them. `topics` are the slugs of those that are."""
    unknown = set(wishes.get("topics", [])) - topics
    return f"There is no topic “{min(unknown)[:40]}” here." if unknown else ""


def refuse_earlier(the_list, left):
    """One line of a file that says that a reader left outweighs others that do not."""
    if left:
        wrong = the_list.rows.filter(address__in=left, fate=Fate.NEW)
        wrong.update(fate=Fate.REFUSED, why="Has left, says another line of the file.")


def standing_of(addresses):
    """{canonical address: fate} of those that no list brings in, by three queries.

    The readers are asked for first: who is erased between the queries has an Erasure by the next.
    """
    readers = Subscriber.objects.filter(email__in=addresses).values_list("email", "status")
    here = {address: HERE[status] for address, status in readers}
    return (
        dict.fromkeys(Erasure.objects.barring(addresses), Fate.ERASED)
        | here
        | dict.fromkeys(Suppression.objects.barring(addresses), Fate.SUPPRESSED)
    )

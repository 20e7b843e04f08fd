"""Comments as files for others: JSON and CSV, written row by row."""

import csv
import json
from itertools import groupby
from operator import itemgetter

from comments.importing.storing import own_key
from comments.models import Comment, Status
from comments.models.places import page_address, thread_address
from comments.models.threads import THREADS_PER_PAGE
from cramps_site.lib.site import absolute
from cramps_site.lib.spreadsheet import ROWS_AT_ONCE, harmless

COLUMNS = [
    "id", "in_reply_to", "article", "address", "name", "email", "of_the_house", "posted_at", "state", "body",
]  # fmt: skip


def rows(*, states=(Status.APPROVED,), since=None, with_addresses=False):
    """A dict for each comment, oldest first. E-mail addresses only where asked for."""
    chosen = Comment.objects.filter(status__in=states)
    if since:
        chosen = chosen.filter(posted_at__gte=since)
    chosen = chosen.select_related("article", "parent", "person").only(
        "imported_from", "parent__imported_from", "article__slug", "person__slug", "person__name", "name", "email",
        "posted_at", "status", "body", "thread",
    )  # fmt: skip
    later = later_pages()
    for comment in chosen.order_by("posted_at", "pk").iterator(chunk_size=ROWS_AT_ONCE):
        row = row_of(comment, later)
        if not with_addresses:
            del row["email"]
        yield row


def later_pages():
    """{key of a thread: the number of its page} of threads that do not stand under the article. By one query."""
    threads = Comment.objects.approved().with_thread_id().order_by("article", "thread_key").distinct()
    found = {}
    of_articles = groupby(threads.values_list("article", "thread_key").iterator(), key=itemgetter(0))
    for _, keys in of_articles:
        for place, (_, key) in enumerate(keys):
            if place >= THREADS_PER_PAGE:
                found[key] = place // THREADS_PER_PAGE + 1
    return found


def address_of(comment, later):
    """Where readers find it; empty for what they do not. Of a reply the page of its thread that begins with it."""
    if comment.status != Status.APPROVED:
        return ""
    if comment.thread_id:
        page = thread_address(comment.article, comment.thread_id, comment.pk - 1)
    else:
        page = page_address(comment.article, later.get(comment.pk, 1))
    return absolute(f"{page}#comment-{comment.pk}")


def row_of(comment, later):
    values = [
        identity(comment),
        identity(comment.parent) if comment.parent else "",
        comment.article.slug,
        address_of(comment, later),
        comment.writer,
        comment.email,
        comment.person.slug if comment.person else "",
        comment.posted_at.isoformat(),
        comment.status,
        comment.body,
    ]
    return dict(zip(COLUMNS, values, strict=True))


def identity(comment):
    """Where it came from, if it was imported: so that it is known again wherever it goes."""
    return comment.imported_from or own_key(comment.pk)


def write_json(file, found):
    """A list with one comment a line, which `import_comments` reads. Returns how many."""
    count = 0
    file.write("[")
    for count, row in enumerate(found, 1):
        file.write(",\n" if count > 1 else "\n")
        file.write(json.dumps(row, ensure_ascii=False))
    file.write("\n]\n")
    return count


def write_csv(file, found):
    """With a header even where there is nothing. Returns how many."""
    count, writer = 0, csv.writer(file)
    for count, row in enumerate(found, 1):
        if count == 1:
            writer.writerow(row)
        writer.writerow(map(harmless, row.values()))
    if not count:
        writer.writerow(COLUMNS)
    return count


FORMATS = {"json": write_json, "csv": write_csv}

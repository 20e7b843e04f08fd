"""Plain functions for lists of subscribers that come as files."""

import io

from newsletter.lists import importing
from newsletter.models import Subscriber

WORDS = "They ticked “Send me the letter” on our old site between 2019 and 2024."


def stored(text, *, name="readers.csv", encoding="utf-8", by=None):
    """The list of a file that holds `text`, not looked through yet."""
    raw = text if isinstance(text, bytes) else text.encode(encoding)
    return importing.store(io.BytesIO(raw), name, by=by)


def read(text, **fields):
    """The list of a file, looked through."""
    the_list = stored(text, **fields)
    work()
    the_list.refresh_from_db()
    return the_list


def imported(text, *, by, words=WORDS, **fields):
    """The list of a file whose readers agreed, as `by` attests."""
    the_list = read(text, **fields)
    the_list.attest(words, by=by)
    work()
    the_list.refresh_from_db()
    return the_list


def asked(text, **fields):
    """The list of a file whose readers are asked."""
    the_list = read(text, **fields)
    the_list.ask_each(by=None)
    work()
    the_list.refresh_from_db()
    return the_list


def work():
    while importing.work():
        pass


def fates(the_list):
    """{address as typed: fate} of a list in which none stands twice."""
    return dict(the_list.rows.values_list("typed", "fate"))


def why(the_list):
    return [row.why for row in the_list.rows.order_by("line")]


def readers():
    return list(Subscriber.objects.order_by("pk").values_list("email", "status"))

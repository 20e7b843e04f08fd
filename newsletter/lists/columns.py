"""What the columns of a list mean: our own export's, and those of Mailchimp, Ghost and Substack.

Mailchimp writes `Email Address`, `OPTIN_TIME`, `CONFIRM_TIME`, and of those who left `UNSUB_TIME` or `CLEAN_TIME`;
Ghost `email`, `subscribed_to_emails`, `created_at`, `deleted_at`; Substack `email`, `email_disabled`, `created_at`.
Nothing but what is named here is ever kept of a file.
"""

import re
from datetime import UTC, datetime

from django.core.exceptions import ValidationError

from cramps_site.lib.addresses import canonical
from cramps_site.lib.server_words import one_line
from cramps_site.lib.spreadsheet import as_it_was
from newsletter.lists.text import NotRead
from newsletter.models import Frequency

ADDRESS = ["email", "e_mail", "email_address", "e_mail_address", "mail"]
AGREED_AT = ["agreed_at", "confirm_time", "optin_time", "created_at"]  # the first that is filled in
TIMES_OF_LEAVING = ["unsub_time", "clean_time", "deleted_at"]
YES, NO = {"true", "yes", "1"}, {"false", "no", "0"}
SUBSCRIBED = {"", "confirmed", "subscribed", "active"}  # in a column `status`
KNOWN = {*AGREED_AT, *TIMES_OF_LEAVING, "email_disabled", "subscribed_to_emails", "status"}
KNOWN |= {"frequency", "topics", "paused_until"}
YEARS = range(1970, 2100)  # what lies outside is no time that anybody agreed at
LONGEST_CELL = 1000  # characters looked at; no address is so long


def key(name):
    """A column's name without what differs between programs: `Email Address` and `email_address` are one."""
    return re.sub(r"[^a-z0-9]+", "_", as_it_was(name).strip().lower()).strip("_")


class Columns:
    """Finds in the cells of a row what they mean. Made from the first row of the file."""

    def __init__(self, first_row):
        self.names = [key(cell) for cell in first_row]
        found = [place for place, name in enumerate(self.names) if name in ADDRESS]
        if len(found) > 1:
            twice = " and ".join(f"“{first_row[place]}”" for place in found)
            raise NotRead(f"Which column holds the address? {twice} could be it. Leave one out.")
        self.has_header = bool(found)
        if not found:
            found = [place for place, cell in enumerate(first_row) if is_address(cell)][:1]
            self.names = []
        if not found:
            raise NotRead(
                "No column is called “email”, and the first line holds no address. Name the column in the first line."
            )
        self.address = found[0]

    def of(self, cells):
        """{column: cell} of the columns of a row that mean something, as they were before our export."""
        named = zip(self.names, cells, strict=False)
        return {name: as_it_was(one_line(cell[:LONGEST_CELL])) for name, cell in named if name in KNOWN}

    def address_in(self, cells):
        cell = cells[self.address] if self.address < len(cells) else ""
        return as_it_was(cell[:LONGEST_CELL].strip().replace("\0", "�"))


def is_address(cell):
    try:
        return bool(canonical(as_it_was(cell)))
    except ValidationError:
        return False


def says_left(row):
    """Which column of a row, {column: cell}, says that no letters are wanted, in words; or nothing."""
    for name in TIMES_OF_LEAVING:
        if row.get(name):
            return f"Has left, says the column “{name}”."
    if row.get("subscribed_to_emails", "").lower() in NO:
        return "Has left, says the column “subscribed_to_emails”."
    if row.get("email_disabled", "").lower() in YES:
        return "Has left, says the column “email_disabled”."
    if row.get("status", "").lower() not in SUBSCRIBED:
        return f"Is “{row['status'][:40]}”, says the column “status”."
    return ""


def wishes_of(row):
    """({what a reader chose: value}, what is wrong with it or nothing) of a row, {column: cell}. All fit into JSON."""
    wishes = {}
    if agreed_at := next(filter(None, map(moment, (row.get(name, "") for name in AGREED_AT))), None):
        wishes["agreed_at"] = agreed_at.isoformat()
    if paused_until := moment(row.get("paused_until", "")):
        wishes["paused_until"] = paused_until.isoformat()
    if topics := row.get("topics", "").split():
        wishes["topics"] = topics
    if frequency := row.get("frequency", "").lower():
        wishes["frequency"] = frequency
    if frequency and frequency not in Frequency.values:
        return wishes, f"“{frequency[:40]}” is no frequency: write {', '.join(Frequency.values)}, or nothing."
    return wishes, ""


def moment(text):
    """A time as exports write it, in UTC where it does not say; None for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

from dataclasses import dataclass, field
from functools import cached_property

from comments.hosts import hosts_in, hosts_in_name
from comments.looks import looks_at
from comments.screening.record import record_of
from comments.shingles import shingles_of
from comments.waves import Near


@dataclass(frozen=True)
class Draft:
    """What a reader sent, as the checks see it: cleaned, and not stored yet."""

    article: object
    parent: object
    name: str
    email: str
    body: str
    sender_key: str = ""
    email_proven: bool = False
    markup: list = field(default_factory=list)  # the HTML tags that were removed of it
    trap: str = ""  # what stood in the field that people do not see
    origin_unknown: bool = False
    edits: int | None = None  # the key of the comment whose words these shall take the place of

    @cached_property
    def near_keys(self):
        return shingles_of(self.body).keys()

    @cached_property
    def record(self):
        return record_of(self.sender_key, self.near_keys)

    @cached_property
    def looks(self):
        return looks_at(self.body)

    @cached_property
    def name_looks(self):
        return looks_at(self.name)

    @cached_property
    def hosts(self):
        """Of the name first: links there are no accident."""
        return list(dict.fromkeys([*hosts_in_name(self.name), *hosts_in(self.body)]))

    @cached_property
    def near(self):
        return Near.to(self.body, self.near_keys, self.record.near, but=self.edits)

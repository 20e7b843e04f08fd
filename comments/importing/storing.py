"""Storing what was read, once, so that it may be stopped at any instant and begun again.

Three steps over all files: words, threads, states. Until its state is decided a comment is
unfinished: waiting, never decided, and in no queue. So a second run knows where the first one
stopped, moderators see nothing half done, and readers see no answer outside its thread.
"""

from dataclasses import dataclass
from itertools import batched
from operator import attrgetter
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from articles.models import Person
from comments.importing.foreign import Skipped
from comments.importing.places import Places
from comments.models import Comment, Status
from comments.senders import sender_key

TOGETHER = 500  # comments in one transaction
KEY_LENGTH = Comment._meta.get_field("imported_from").max_length
UNFINISHED = {"status": Status.WAITING, "version": 0, "queued_at": None}
MISSING = "the comment it answers is not here, so it begins a thread of its own"
UNREACHABLE = "its e-mail is left out: no letter would reach it"


@dataclass
class Here:
    """What is remembered of a comment of the files that is stored: never its words."""

    pk: int | None
    article: int
    parent: str
    status: str


class Import:
    """One run. Afterwards `new` and `already` are counted, `skipped` and `changed` are (row, why)."""

    def __init__(self, *, by=None, dry_run=False):
        self.by, self.dry_run = by, dry_run
        self.new, self.already, self.skipped, self.changed = 0, 0, [], []
        self.here, self.tops, self.places = {}, {}, Places()
        self.people = dict(Person.objects.values_list("slug", "pk"))

    def run(self, comments):
        """Store ForeignComments, those of all files in one go."""
        for some in batched(comments, TOGETHER):
            self.store(some)
        if not self.dry_run:
            for keys in batched(self.here, TOGETHER):
                self.thread(keys)
            for keys in batched(self.here, TOGETHER):
                self.decide(keys)

    def store(self, some):
        """Their words. What is here already keeps its own."""
        known, rows = already_here([foreign.key for foreign in some]), []
        for foreign in some:
            try:
                self.once(foreign)
                article = self.places.article(foreign.places)
                if foreign.key in known:
                    self.already += 1
                    self.here[foreign.key] = Here(*known[foreign.key], foreign.parent, foreign.status)
                else:
                    rows.append(self.row_of(foreign, article))
                    self.here[foreign.key] = Here(None, article.pk, foreign.parent, foreign.status)
            except Skipped as reason:
                self.skipped.append((foreign.row, str(reason)))
        self.new += len(rows)
        if not self.dry_run:
            for row in Comment.objects.bulk_create(rows):
                self.here[row.imported_from].pk = row.pk

    def once(self, foreign):
        if not foreign.key or len(foreign.key) > KEY_LENGTH or not foreign.key.isprintable():
            raise Skipped("it has no number by which to know it again")
        if foreign.key in self.here:
            raise Skipped("it stands in the files twice")

    def row_of(self, foreign, article):
        fields = foreign.fields()
        if foreign.email.strip() and not fields["email"]:
            self.changed.append((foreign.row, UNREACHABLE))
        sender = sender_key(name=fields["name"], email=fields["email"], prefix="")
        person = self.people.get(foreign.person)
        return Comment(
            article=article, imported_from=foreign.key, queued_at=None, sender_key=sender, person_id=person, **fields
        )

    def orphans(self, comments):
        """Say which answers lost what they answer. `comments` are those of all files, read once more."""
        for foreign in comments:
            if foreign.parent and foreign.key in self.here and not self.parent_of(foreign.key):
                self.changed.append((foreign.row, MISSING))

    def thread(self, keys):
        """Who answers whom, whatever the order in the files."""
        unfinished = self.unfinished(keys)
        tops = {key: self.top_of(key) for key in keys if self.here[key].pk in unfinished}
        rows = [
            Comment(pk=self.here[key].pk, parent_id=self.here[parent].pk, thread_id=self.here[top].pk)
            for key, top in tops.items()
            if (parent := self.parent_of(key))
        ]
        Comment.objects.bulk_update(rows, ["parent", "thread"])

    def parent_of(self, key):
        """The key of the comment it answers, if that is stored under the same article."""
        above = self.here.get(self.here[key].parent)
        return self.here[key].parent if above and above.article == self.here[key].article else ""

    def top_of(self, key):
        """The key of the comment that began its thread. A circle is opened where it closes."""
        path = {}
        while key not in self.tops and (parent := self.parent_of(key)):
            path[key] = None
            if parent in path:
                self.here[key].parent = ""
            else:
                key = parent
        top = self.tops.setdefault(key, key)
        self.tops.update(dict.fromkeys(path, top))
        return top

    def decide(self, keys):
        """The states they had, through the one door, dated by themselves. What waited there waits here from now on."""
        unfinished, by_status = self.unfinished(keys), {}
        for key in keys:
            if self.here[key].pk in unfinished:
                by_status.setdefault(self.here[key].status, []).append(self.here[key].pk)
        waiting = by_status.pop(Status.WAITING, [])
        Comment.objects.filter(**UNFINISHED, pk__in=waiting).update(queued_at=timezone.now())
        for status, pks in by_status.items():
            seen = dict.fromkeys(pks, 0)
            Comment.objects._decide(seen, status, by=self.by, code="imported", made_at=attrgetter("posted_at"))

    def unfinished(self, keys):
        pks = [self.here[key].pk for key in keys]
        return set(Comment.objects.filter(**UNFINISHED, pk__in=pks).values_list("pk", flat=True))


def already_here(keys):
    """{key: (pk, article's pk)} of those that were imported, or written on this very site and exported."""
    known = {
        key: found
        for key, *found in Comment.objects.filter(imported_from__in=keys).values_list("imported_from", "pk", "article")
    }
    written_here = {own_key(pk): pk for pk in map(own_pk, keys) if pk}
    rows = Comment.objects.filter(pk__in=written_here.values(), imported_from=None)
    return known | {own_key(pk): (pk, article) for pk, article in rows.values_list("pk", "article")}


def own_key(pk):
    """By which a comment that was written here is known elsewhere."""
    return f"cramps:{urlsplit(settings.SITE_URL).netloc}:{pk}"


def own_pk(key):
    beginning, _, number = key.rpartition(":")
    return int(number) if number.isdecimal() and own_key("") == f"{beginning}:" else None

"""Whatever moderators and writers do, in any order and on versions old and new: what must always be true."""

import os
import re

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import Count
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from comments.models import Comment, Decision, QueuedFor, Report, Status
from comments.models.threads import REPLIES_SHOWN
from tests.factories import ago, make_article, make_user

pytestmark = pytest.mark.django_db

NUMBER = st.integers(0, 50)  # one of what there is, counted round
VERDICT = st.sampled_from([Status.APPROVED, Status.REJECTED, Status.SPAM])
CODE = st.sampled_from(["", "advert", "insult"])
# As long as a minute of the developer's allows; in CI as long as it takes to meet most orders.
LENGTH = {"max_examples": 2, "stateful_step_count": 15}
if os.environ.get("CI"):
    LENGTH = {"max_examples": 12, "stateful_step_count": 25}


def one_of(rows, number):
    return rows[number % len(rows)]


class Desk(RuleBasedStateMachine):
    """Two moderators and any number of writers. `seen` are comments as someone read them, perhaps long ago."""

    def __init__(self):
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        self.article = make_article("Night cramps")
        self.moderators = [make_user("mara"), make_user("ana")]
        self.words, self.seen, self.versions, self.length = [], [], {}, 0

    def teardown(self):
        try:
            self.read_every_public_page()
        finally:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)

    def new_word(self):
        """One that stands nowhere else."""
        self.words.append(f"zq{len(self.words)}qz")
        return self.words[-1]

    def look(self, comment):
        self.seen.append(Comment.objects.get(pk=comment.pk))

    @initialize()
    def first(self):
        self.post(0, False)

    @rule(number=NUMBER, answers=st.booleans())
    def post(self, number, answers):
        """A comment, or an answer to one that can be read."""
        readable = list(self.article.comments.approved())
        parent = one_of(readable, number) if answers and readable else None
        body = self.new_word()
        fields = {"article": self.article, "parent": parent, "name": "Ada", "email": "", "body": body}
        self.look(Comment.objects.post(sender="192.0.2.1", **fields))

    @rule(number=NUMBER)
    def read(self, number):
        self.look(one_of(self.seen, number))

    @rule(number=NUMBER, by=NUMBER, verdict=VERDICT, code=CODE)
    def decide(self, number, by, verdict, code):
        comment, before = one_of(self.seen, number), everything()
        acts = {Status.APPROVED: comment.approve, Status.REJECTED: comment.reject, Status.SPAM: comment.mark_as_spam}
        if not acts[verdict](by=one_of(self.moderators, by), code=code):
            assert everything() == before

    @rule(number=NUMBER, by=NUMBER)
    def approve_with_words_covered(self, number, by):
        comment, before = one_of(self.seen, number), everything()
        if not comment.approve(by=one_of(self.moderators, by), body=self.new_word()):
            assert everything() == before

    @rule(numbers=st.lists(NUMBER, min_size=1, max_size=5), by=NUMBER, verdict=VERDICT)
    def decide_many(self, numbers, by, verdict):
        chosen = {comment.pk: comment.version for comment in (one_of(self.seen, number) for number in numbers)}
        before = {row["id"]: row for row in Comment.objects.filter(pk__in=chosen).values()}

        outcome = Comment.objects._decide(chosen, verdict, by=one_of(self.moderators, by))

        moved, refused = {d.comment_id for d in outcome.moved}, {comment.pk for comment in outcome.refused}
        assert moved | refused == set(chosen)
        assert not moved & refused
        assert list(Comment.objects.filter(pk__in=refused).order_by("pk").values()) == [
            before[pk] for pk in sorted(refused)
        ]

    @rule(number=NUMBER)
    def withdraw(self, number):
        comment = one_of(self.seen, number)
        comment.withdraw()
        assert Comment.objects.get(pk=comment.pk).status == Status.WITHDRAWN

    @precondition(lambda self: Decision.objects.exists())
    @rule(number=NUMBER, by=NUMBER)
    def undo(self, number, by):
        decision, before = one_of(list(Decision.objects.order_by("-pk")), number), everything()
        outcome = Comment.objects.undo([decision], by=one_of(self.moderators, by))
        if outcome.moved:
            assert Comment.objects.get(pk=decision.comment_id).status == decision.before
        else:
            assert everything() == before

    @rule(number=NUMBER)
    def edit_before_anyone_read_it(self, number):
        comment = one_of(self.seen, number)
        if comment.may_be_edited:
            self.change(comment, body=self.new_word(), edited_at=ago())

    @rule(number=NUMBER)
    def propose_other_words(self, number):
        comment = one_of(self.seen, number)
        if comment.status == Status.APPROVED:
            self.change(comment, proposed_body=self.new_word(), queued_at=ago(), queued_for=QueuedFor.EDIT)

    @rule(number=NUMBER)
    def report(self, number):
        comment = one_of(self.seen, number)
        if comment.status == Status.APPROVED and not comment.kept and comment.queued_at is None:
            self.change(comment, queued_at=ago(), queued_for=QueuedFor.REPORT)
            Report.objects.get_or_create(comment=comment, sender="a", defaults={"why": "other", "version": 0})

    @rule(number=NUMBER)
    def appeal(self, number):
        comment = one_of(self.seen, number)
        if comment.status == Status.REJECTED and not comment.appeal:
            words = {"appeal": self.new_word(), "appealed_at": ago()}
            self.change(comment, **words, queued_at=ago(), queued_for=QueuedFor.APPEAL)

    def change(self, comment, **fields):
        before = everything()
        if not comment.change_words(**fields):
            assert everything() == before

    @rule()
    def read_every_public_page(self):
        """Each word that was ever written stands on the pages exactly while it is approved.

        Late words in a long thread stand on its own page alone, beside the first comment.
        """
        cache.clear()
        client, address = Client(), self.article.get_absolute_url()
        approved = self.article.comments.approved()
        shown = set(approved.values_list("body", flat=True))
        pages = [address, f"{address}comments/", f"{address}comments/?order=newest", f"{address}comments/feed/"]
        pages = {page: client.get(page).content.decode() for page in pages}
        pages["json-ld"] = "".join(re.findall('<script type="application/ld.json">(.*?)</script>', pages[address]))
        late = set()
        for thread in approved.exclude(thread=None).values_list("thread", flat=True).distinct():
            in_thread = list(approved.filter(thread=thread).order_by("pk").values_list("body", flat=True))
            late |= set(in_thread[REPLIES_SHOWN:])
            text = client.get(f"{address}comments/?thread={thread}").content.decode()
            first = approved.filter(pk=thread).values_list("body", flat=True)
            assert {word for word in self.words if word in text} == {*first, *in_thread}
        for page, text in pages.items():
            assert shown - late <= {word for word in self.words if word in text} <= shown, page
        for page in ["/", "/feed/", "/feed.json", "/search/?q=cramps", "/house-rules/figures/", "/sitemap.xml"]:
            assert "zq" not in client.get(page).content.decode(), page
        assert f'Comments <span class="count">({approved.count()})</span>' in pages[address]

    @invariant()
    def the_record_replays_to_the_present(self):
        states, versions = {}, {}
        for decision in Decision.objects.order_by("pk"):
            pk = decision.comment_id
            assert decision.before == states.get(pk, Status.WAITING)
            assert decision.version > versions.get(pk, -1)
            states[pk], versions[pk] = decision.after, decision.version
        for comment in Comment.objects.all():
            assert comment.status == states.get(comment.pk, Status.WAITING)
            assert comment.version > versions.get(comment.pk, -1)

    @invariant()
    def versions_and_the_record_only_grow(self):
        versions = dict(Comment.objects.values_list("pk", "version"))
        assert all(versions[pk] >= version for pk, version in self.versions.items())
        length = Decision.objects.count()
        assert length >= self.length
        self.versions, self.length = versions, length

    @invariant()
    def what_needs_a_person_is_queued_and_nothing_else_waits(self):
        assert not Comment.objects.waiting().filter(queued_at=None).exists()
        assert not Comment.objects.queued().filter(status__in=[Status.SPAM, Status.WITHDRAWN]).exists()

    @invariant()
    def the_figures_add_up(self):
        counted = dict(Comment.objects.order_by().values_list("status").annotate(Count("pk")))
        assert sum(counted.values()) == Comment.objects.count()
        assert counted.get(Status.APPROVED, 0) == Comment.objects.approved().count()


def everything():
    """All rows that a decision could touch."""
    return list(Comment.objects.order_by("pk").values()), list(Decision.objects.order_by("pk").values())


def test_whatever_is_done_in_whatever_order_the_record_and_the_pages_stay_true():
    calm = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Desk,
        settings=settings(
            **LENGTH,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # shrinking a failure asks the database for minutes
            suppress_health_check=calm,
        ),
    )

"""Whatever readers, writers and moderators send, in any order and from pages old and new: what must always be true."""

import os
from dataclasses import replace
from itertools import chain

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from comments.models import Ban, Comment, Decision, QueuedFor, Status, Wave
from tests.door import Visitor
from tests.newsroom import HERB, Reader, everything, newsroom, words_in, words_of
from tests.truths import Truths

pytestmark = pytest.mark.django_db

NUMBER = st.integers(0, 50)  # one of what there is, counted round
DECISION = st.sampled_from(["approved", "approved", "rejected:advert", "rejected:insult", "spam"])
STATE = st.sampled_from([Status.APPROVED, Status.APPROVED, Status.REJECTED, Status.WAITING, Status.SPAM, ""])
ANEW = st.sampled_from([True, True, False])  # whether the page is read just before, or was read long ago
KIND = st.sampled_from(["plain", "plain", "alike", "alike", "personal"])
# As long as a minute of the developer's allows; in CI as long as it takes to meet most orders.
LENGTH = {"max_examples": 3, "stateful_step_count": 25}
if os.environ.get("CI"):
    LENGTH = {"max_examples": 6, "stateful_step_count": 40}


ACTS = []


def act(times=1, **drawn):
    """A method that is one of the things that may happen, `times` as often as others."""

    def marked(method):
        ACTS.extend([(method.__name__, drawn)] * times)
        return method

    return marked


def one_of(rows, number):
    return rows[number % len(rows)]


def fresh(card):
    return Comment.objects.get(pk=card.pk)


class Newsroom(Truths):
    """Each word is written once. `agreed` are those that a moderator approved having read them.

    `cards` is what moderators read, perhaps long ago, `pages` what writers read of their comments:
    the version that the form for an edit sends.
    """

    def __init__(self, clock):
        super().__init__()
        self.clock, self.anyone = clock, Visitor()
        self.run = transaction.atomic()
        self.run.__enter__()
        cache.clear()
        self.article, self.moderators = newsroom()
        self.reader, self.number = Reader(), 0
        self.cards, self.pages, self.said = [], [], {}
        self.agreed, self.erased = set(), set()
        self.versions, self.length = {}, 0

    def teardown(self):
        try:
            self.writers_see_their_own_words_and_public_ones()
        finally:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)

    @initialize(orders=st.deferred(lambda: st.lists(st.permutations(ACTS), min_size=2, max_size=2)))
    def first(self, orders):
        """Everything happens, in an order of its own: of many rules Hypothesis would leave many out."""
        self.to_happen = [*chain(*orders)]
        for kind in ["plain", "plain", "plain", "alike", "alike", "alike", "personal"]:
            self.post(0, kind, False, "")
        self.cards += self.moderators[0].reads_the_queue()[1]
        for card, decision in zip(self.cards, ["approved", "approved", "rejected:advert"], strict=False):
            self.moderators[0].decides(decision, card)
            self.agreed |= card.words if decision == "approved" else set()

    @rule(data=st.data())
    def something_happens(self, data):
        name, drawn = self.to_happen.pop(0)
        getattr(self, name)(**{field: data.draw(strategy) for field, strategy in drawn.items()})

    # What readers send.

    def word(self):
        """One that stands nowhere else."""
        self.number += 1
        return f"zq{self.number}qz"

    def text(self, kind):
        """Alike are those of a wave; personal is what carries an address."""
        word = self.word()
        texts = {"alike": f"{HERB} {word}", "personal": f"{word} Write to {self.word()}@example.org, please."}
        return texts.get(kind, f"It helped me. {word}")

    @act(number=NUMBER, kind=KIND, answers=st.booleans(), trap=st.sampled_from(["", "", "", "x"]))
    def post(self, number, kind, answers, trap):
        """A comment, or an answer to any other. To what cannot be read none is taken."""
        before = Comment.objects.count()
        parent = one_of(list(Comment.objects.order_by("pk")), number) if answers and before else None
        sent = {"name": f"Ada {self.word()}", "email": f"zm{number % 3}mz@example.org", "body": self.text(kind)}
        sent |= {"subject": trap, "parent": parent.pk if parent else ""}
        answer = self.reader.sends(f"{self.article.get_absolute_url()}comments/", **sent)

        if parent and parent.status != Status.APPROVED:
            assert (answer.status_code, Comment.objects.count()) == (422, before)
            return
        assert (answer.status_code, Comment.objects.count()) == (303, before + 1)
        comment = Comment.objects.get(token=answer["Location"].split("/")[-2])
        self.said[comment.pk] = words_of(comment)
        self.published_without_a_look(comment)
        self.pages.append((comment.pk, 0))

    def published_without_a_look(self, comment):
        """Only by a moderator who said so of all that joins a wave."""
        if comment.status == Status.APPROVED:
            assert comment.last_decision.code == "wave"
            assert comment.wave.decided_as == Status.APPROVED
            assert comment.wave.is_followed
            self.agreed |= words_of(comment)

    @act(number=NUMBER, state=STATE)
    def report(self, number, state):
        comment, before, word = self.a_comment(number, state), everything(), self.word()
        answer = self.reader.sends(comment.report_url(), why="other", body=f"Look at this: {word}.")
        if comment.status == Status.APPROVED:
            assert answer.status_code == 303
            self.said[comment.pk].add(word)
            self.nothing_was_decided(before)
        else:
            assert answer.status_code == 404
            assert everything() == before

    def a_comment(self, number, state=""):
        """In that state, if one is."""
        there = list(Comment.objects.order_by("pk"))
        return one_of([comment for comment in there if comment.status == state] or there, number)

    def nothing_was_decided(self, before):
        comments, record, *_ = everything()
        assert record == before[1]
        assert [(row["status"], row["body"]) for row in comments] == [(r["status"], r["body"]) for r in before[0]]

    # What writers do on their private pages.

    def opens(self, comment):
        self.pages.append((comment.pk, self.reader.browser.get(comment.private_url()).context["seen"]))
        return self.pages[-1]

    @act(times=3, number=NUMBER, kind=KIND, state=STATE, anew=ANEW)
    def edit(self, number, kind, state, anew):
        pk, seen = self.opens(self.a_comment(number, state)) if anew else one_of(self.pages, number)
        comment, before, text = Comment.objects.get(pk=pk), everything(), self.text(kind)
        decided = list(comment.decisions.exclude(by=None))
        answer = self.reader.does("edit", comment, body=text, version=seen)

        after = Comment.objects.get(pk=pk)
        if answer.status_code != 303:
            assert everything() == before
            return
        assert all(decision.version < seen for decision in decided)
        self.said[pk] |= words_in(text)
        if comment.status == Status.APPROVED:
            self.nothing_was_decided(before)
            assert (after.proposed_body, after.queued_for) == (text, QueuedFor.EDIT)
        else:
            assert not decided
            assert after.body == text
            self.published_without_a_look(after)

    @act(number=NUMBER, state=st.sampled_from([Status.REJECTED, Status.SPAM]))
    def appeal(self, number, state):
        comment, before, word = self.a_comment(number, state), everything(), self.word()
        answer = self.reader.does("appeal", comment, body=f"Read it once more: {word}.")
        read = comment.decisions.exclude(by=None).exists()
        if comment.status == Status.REJECTED and read and not comment.appeal:
            assert answer.status_code == 303
            assert Comment.objects.get(pk=comment.pk).queued_for == QueuedFor.APPEAL
            self.said[comment.pk].add(word)
            self.nothing_was_decided(before)
        else:
            assert answer.status_code == 409
            assert everything() == before

    @act(number=NUMBER, state=STATE, erases=st.booleans())
    def withdraw_or_erase(self, number, state, erases):
        comment = self.a_comment(number, state)
        self.reader.does("erase" if erases else "withdraw", comment)
        assert Comment.objects.get(pk=comment.pk).status == Status.WITHDRAWN
        if erases:
            self.erased |= self.said[comment.pk]

    # What moderators do at the desk.

    def someone(self, number):
        return one_of(self.moderators, number)

    @act(by=NUMBER)
    def open_queue(self, by):
        number, cards = self.someone(by).reads_the_queue()
        assert number == Comment.objects.exclude(queued_at=None).count()
        self.cards += cards

    def card(self, number, by, *, anew, state="", wave=False):
        """One that was read before, or one that is read now."""
        if anew:
            self.cards.append(self.someone(by).reads(self.a_comment(number, state)))
            return self.cards[-1]
        return one_of([card for card in self.cards if card.is_wave == wave], number)

    @act(times=4, number=NUMBER, by=NUMBER, decision=DECISION, state=STATE, anew=ANEW, covers=st.booleans())
    def decide(self, number, by, decision, state, anew, covers):
        card, moderator = self.card(number, by, anew=anew, state=state), self.someone(by)
        if card.is_wave:
            self.decide_all_of(card, moderator, decision, follow=covers)
            return
        row, before = fresh(card), everything()
        covered = card.personal if covers and decision == "approved" else frozenset()
        moderator.decides(decision, card, **({"cover": 0} if covered else {}))
        self.came_of_it(card, decision, row, before, moderator, card.words - covered)

    @act(number=NUMBER, by=NUMBER, do=st.sampled_from(["approve", "reject", "spam"]), anew=ANEW)
    def decide_by_mail(self, number, by, do, anew):
        card, moderator = self.card(number, by, anew=anew), self.someone(by)
        row, before = fresh(card), everything()
        card = replace(card, sent={"version": row.version}, words=frozenset(words_of(row))) if card.is_wave else card
        as_told = fresh(card)
        as_told.version = card.sent["version"]
        moderator.decides_by_mail(do, as_told)
        decision = {"approve": "approved", "reject": "rejected:advert", "spam": "spam"}[do]
        self.came_of_it(card, decision, row, before, moderator, card.words)

    def came_of_it(self, card, decision, row, before, moderator, words):
        """All of it, or nothing: what changed since it was read is left as it is."""
        status = decision.partition(":")[0]
        judged = row.decisions.filter(by=moderator.user, after=Status.REJECTED, version__lt=row.version).exists()
        is_own_appeal = bool(row.queued_at) and row.queued_for == QueuedFor.APPEAL and judged
        may = row.status != Status.WITHDRAWN and (row.queued_at or row.status != status) and not is_own_appeal
        if row.version != card.sent["version"] or not may:
            assert everything() == before
            return
        last = row.decisions.last()
        assert (last.by, last.version, last.before) == (moderator.user, row.version, row.status)
        assert last.after == (row.status if last.words == Decision.Words.REFUSED else status)
        if status == Status.APPROVED:
            self.agreed |= words

    @act(times=2, number=NUMBER, by=NUMBER, decision=DECISION | st.just("split"), follow=st.booleans())
    def decide_wave(self, number, by, decision, follow):
        if not any(card.is_wave for card in self.cards):
            return
        self.decide_all_of(self.card(number, by, anew=False, wave=True), self.someone(by), decision, follow)

    def decide_all_of(self, card, moderator, decision, follow):
        before = everything()
        wave = Wave.objects.get(pk=card.sent["wave"])
        moderator.decides(decision, card, **({"follow": "on"} if follow else {}))

        if wave.version > card.sent["version"] + 1 or (decision == "split" and wave.version > card.sent["version"]):
            assert everything() == before
        elif decision == "approved" and wave.version == card.sent["version"]:
            joined = wave.comments.filter(edited_at=None) if follow else []
            self.agreed |= card.words.union(*map(words_of, joined))

    @act(numbers=st.lists(NUMBER, min_size=1, max_size=5), by=NUMBER, decision=DECISION)
    def decide_many(self, numbers, by, decision):
        cards = {card.pk: card for card in (one_of(self.cards, number) for number in numbers)}
        alone = {pk: card.sent["version"] for pk, card in cards.items() if not card.is_wave}
        before = {row["id"]: row for row in everything()[0]}
        moderator = self.someone(by)
        moderator.decides_many(decision, cards.values())

        for row in everything()[0]:
            pk = row["id"]
            if pk in alone and before[pk]["version"] != alone[pk] and not before[pk]["wave_id"]:
                assert row == before[pk]
            if row["version"] != before[pk]["version"] and row["status"] == Status.APPROVED and pk in alone:
                self.agreed |= cards[pk].words
        if decision == "approved":
            for card in cards.values():
                done = card.is_wave and Wave.objects.get(pk=card.sent["wave"]).version == card.sent["version"] + 1
                self.agreed |= card.words if done else set()

    @act(number=NUMBER, by=NUMBER, anew=ANEW, also=st.booleans())
    def ban(self, number, by, anew, also):
        card, before = self.card(number, by, anew=anew), everything()
        row = fresh(card)
        if card.is_wave:  # which has many senders
            return
        self.someone(by).bans(card, **({"also_waiting": "on"} if also else {}))
        is_spam_already = row.status == Status.SPAM and not row.queued_at
        if not also or (row.version != card.sent["version"] and not is_spam_already):
            self.nothing_was_decided(before)
        elif row.sender_key and Ban.objects.count() > len(before[4]):
            seen = Comment.objects.waiting().filter(sender_key=row.sender_key, queued_at__lte=card.looked)
            assert not seen.exclude(edited_at__gt=card.looked).exists()

    @act(times=2, number=NUMBER, by=NUMBER, batch=st.booleans())
    def undo(self, number, by, batch):
        """Mostly of the last ones, since only these may be taken back."""
        decision, before = Decision.objects.order_by("-pk")[number % 3 :].first(), everything()
        if decision is None:
            return
        moderator, last = self.someone(by), Decision.objects.latest("pk").pk
        which = {"batch": decision.batch} if batch and decision.batch else {"decision": decision.pk}
        moderator.undoes(**which)
        back = list(Decision.objects.filter(pk__gt=last).select_related("undoes", "comment"))
        for row in back:
            assert row.undoes.by == row.by == moderator.user
            assert row.comment.status == row.undoes.before
        if not back:
            assert everything() == before

    @act(number=NUMBER, by=NUMBER, button=st.sampled_from(["next", "take", "release"]), over=st.booleans())
    def open_or_leave(self, number, by, button, over):
        before, comment = everything(), self.a_comment(number)
        self.someone(by).presses(button, comment=comment.pk, **({"over": "on"} if over else {}))
        assert everything() == before

    @act(number=NUMBER, state=STATE)
    def answer_for_the_house(self, number, state):
        """Mara has a profile; what she answers stands there at once, under what can be read."""
        comment, before, word = self.a_comment(number, state), everything(), self.word()
        answer = self.moderators[0].answers(comment, f"Thank you. {word}")
        if comment.status != Status.APPROVED:
            assert answer.status_code == 403
            assert everything() == before
            return
        newest = Comment.objects.latest("pk")
        self.said[newest.pk] = {word}
        self.agreed.add(word)

    @act()
    def writers_see_their_own_words_and_public_ones(self):
        for comment in Comment.objects.filter(person=None):
            page = words_in(self.reader.browser.get(comment.private_url()).content.decode())
            assert page <= self.said[comment.pk] | self.agreed


def test_whatever_is_done_in_whatever_order_the_record_and_the_pages_stay_true(clock):
    calm = [HealthCheck.too_slow, HealthCheck.data_too_large]
    how = settings(
        **LENGTH,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # shrinking a failure asks the database for minutes
        suppress_health_check=calm,
    )
    run_state_machine_as_test(lambda: Newsroom(clock), settings=how)

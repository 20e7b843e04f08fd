"""What moderators do in the newsroom: at the desk, and by the links of their letters."""

from dataclasses import replace

from hypothesis import strategies as st

from comments.models import Ban, Comment, Decision, QueuedFor, Status, Wave
from tests.happenings import ANEW, NUMBER, STATE, Happenings, act, one_of
from tests.newsroom import everything, words_of

DECISION = st.sampled_from(["approved", "approved", "rejected:advert", "rejected:insult", "spam"])


def fresh(card):
    return Comment.objects.get(pk=card.pk)


class OfModerators(Happenings):
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

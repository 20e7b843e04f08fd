"""What readers send in the newsroom, and writers do on their private pages."""

from hypothesis import strategies as st

from comments.models import Comment, QueuedFor, Status
from tests.happenings import ANEW, NUMBER, STATE, Happenings, act, one_of
from tests.newsroom import HERB, everything, words_in, words_of

KIND = st.sampled_from(["plain", "plain", "alike", "alike", "personal"])


class OfReaders(Happenings):
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

    @act()
    def writers_see_their_own_words_and_public_ones(self):
        for comment in Comment.objects.filter(person=None):
            page = words_in(self.reader.browser.get(comment.private_url()).content.decode())
            assert page <= self.said[comment.pk] | self.agreed

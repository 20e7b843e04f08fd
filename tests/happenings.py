"""What may happen in the newsroom, to be drawn: the things that readers and moderators do, and what these are about."""

from hypothesis import strategies as st

from comments.models import Comment, Status
from tests.newsroom import everything
from tests.truths import Truths

NUMBER = st.integers(0, 50)  # one of what there is, counted round
STATE = st.sampled_from([Status.APPROVED, Status.APPROVED, Status.REJECTED, Status.WAITING, Status.SPAM, ""])
ANEW = st.sampled_from([True, True, False])  # whether the page is read just before, or was read long ago
ACTS = []


def act(times=1, **drawn):
    """A method that is one of the things that may happen, `times` as often as others."""

    def marked(method):
        ACTS.extend([(method.__name__, drawn)] * times)
        return method

    return marked


def one_of(rows, number):
    return rows[number % len(rows)]


class Happenings(Truths):
    """Each word is written once. `agreed` are those that a moderator approved having read them.

    `cards` is what moderators read, perhaps long ago, `pages` what writers read of their comments:
    the version that the form for an edit sends. `said` is what the writer of each comment said.
    """

    def word(self):
        """One that stands nowhere else."""
        self.number += 1
        return f"zq{self.number}qz"

    def a_comment(self, number, state=""):
        """In that state, if one is."""
        there = list(Comment.objects.order_by("pk"))
        return one_of([comment for comment in there if comment.status == state] or there, number)

    def nothing_was_decided(self, before):
        comments, record, *_ = everything()
        assert record == before[1]
        assert [(row["status"], row["body"]) for row in comments] == [(r["status"], r["body"]) for r in before[0]]

"""Who gets letters about the queue, and what becomes of those that cannot go, or need not any more."""

import pytest

from comments import digests
from comments.models import DigestChoice, Notice
from tests.at_once import at_once
from tests.digests import HOUR, arrive, later, subjects
from tests.factories import make_article, make_user
from tests.mail import deliver, make_moderator, statuses

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"email": ""},
        {"group": "Editor"},
    ],
)
def test_who_may_not_decide_or_has_no_address_is_told_nothing(mail_server, change):
    make_user("mara", **({"group": "Moderator", "email": "mara@example.org"} | change))
    arrive()

    deliver()

    assert not Notice.objects.exists()


def test_what_became_untrue_before_it_was_sent_is_dropped(mara, mail_server):
    comment = arrive()
    digests.work()

    comment.reject(by=mara)
    deliver()

    assert statuses() == [("digest", "dropped")]


@pytest.mark.parametrize("lost", ["left", "rights"])
def test_who_left_or_lost_the_right_meanwhile_gets_nothing(mara, mail_server, lost):
    arrive()
    digests.work()

    if lost == "left":
        DigestChoice.objects.leave(mara)
    else:
        mara.groups.clear()
    deliver()

    assert statuses() == [("digest", "dropped")]
    assert mail_server.letters == []


def test_while_the_mail_server_is_away_letters_do_not_pile_up(mara, mail_server, dead_mail_server):
    for _ in range(5):
        arrive()
        deliver()
        later(HOUR)

    assert statuses() == [("digest", "waiting")]


def test_what_could_not_be_sent_is_new_still(mara, mail_server):
    mara.email = "refused@example.org"
    mara.save()
    arrive("The first.")
    deliver()
    mail_server.is_well = True
    later(HOUR)

    arrive("The second.")
    deliver()

    assert subjects(mail_server) == ["2 new comments wait"]


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_ask_for_each_letter_once(mail_server):
    moderators = [make_moderator(f"mara{number}") for number in range(8)]
    arrive()

    def work():
        while digests.work():
            pass

    at_once(*[work] * 4)

    assert Notice.objects.count() == len(moderators)


def test_when_nothing_is_due_a_round_asks_little(mara, django_assert_max_num_queries):
    for number in range(20):
        make_moderator(f"m{number}")
    article = make_article()
    for _ in range(3):
        arrive(article=article)
    while digests.work():
        pass

    with django_assert_max_num_queries(3):
        assert digests.work() is False

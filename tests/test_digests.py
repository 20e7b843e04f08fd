"""Mail to moderators: when something new waits, never more often than they chose, and a little of it only."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from comments import digests
from comments.models import Comment, Decision, DigestChoice, Notice, Reason, Report, Wave
from tests.factories import ago, make_article, make_comment, make_user
from tests.mail import deliver, html_of, links_in, make_moderator, statuses, text_of

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def mara(db):
    return make_moderator()


def arrive(body="It helped me.", *, before=timedelta(minutes=1), **fields):
    """A comment that came a while ago, long enough to be told of."""
    came = timezone.now() - before
    return make_comment(body, posted_at=came, queued_at=came, **fields)


def choose(moderator, **fields):
    return DigestChoice.objects.update_or_create(moderator=moderator, defaults=fields)[0]


def later(span):
    """All that is stored happened so much earlier: time has passed."""
    Comment.objects.update(queued_at=F("queued_at") - span)
    Notice.objects.update(asked_at=F("asked_at") - span)
    for field in ["told_at", "reminded_at"]:
        DigestChoice.objects.exclude(**{field: None}).update(**{field: F(field) - span})
    record = QuerySet(Decision)  # past the guard: only here does time pass without us
    record.update(made_at=F("made_at") - span, queued_at=F("queued_at") - span)


def subjects(mail_server):
    return [letter["Subject"] for letter in mail_server.letters]


def test_what_waits_is_told_once(mara, mail_server):
    arrive()

    deliver()
    deliver()

    [letter] = mail_server.letters
    assert letter.recipients == ["mara@example.org"]
    assert letter["Subject"] == "1 new comment waits"


def test_where_nothing_waits_nothing_is_said(mara, mail_server):
    arrive(status="approved")

    deliver()

    assert mail_server.letters == []
    assert not DigestChoice.objects.exists()


def test_500_comments_in_an_hour_are_one_letter_and_then_one_more(mara, mail_server):
    article = make_article()
    arrive(article=article)
    deliver()

    for minutes in range(1, 60):
        later(timedelta(minutes=1))
        Comment.objects.bulk_create(
            Comment(article=article, name="Ada", body="Words.", queued_at=ago(seconds=10)) for _ in range(9)
        )
        deliver()
        assert len(mail_server.letters) == 1, minutes
    later(timedelta(minutes=1))
    deliver()

    assert subjects(mail_server) == ["1 new comment waits", "531 new comments wait"]


def test_an_hour_in_which_nothing_new_came_is_silent(mara, mail_server):
    arrive()
    deliver()

    later(HOUR)
    deliver()

    assert len(mail_server.letters) == 1


def test_after_an_empty_queue_the_first_is_told_at_once(mara, mail_server):
    first = arrive()
    deliver()
    first.approve(by=mara)
    later(timedelta(minutes=20))

    arrive("The queue was empty before me.")
    deliver()

    assert statuses() == [("digest", "sent"), ("at_once", "sent")]


def test_what_comes_while_others_wait_is_not_told_at_once_even_when_they_are_decided_then(mara, mail_server):
    first = arrive()
    deliver()
    later(timedelta(minutes=20))
    arrive("I came while the first one waited.")

    first.refresh_from_db()
    first.approve(by=mara)
    deliver()

    assert statuses() == [("digest", "sent")]


def test_who_clears_the_queue_as_it_fills_is_not_told_of_each(mara, mail_server):
    for _ in range(3):
        comment = arrive(before=timedelta(seconds=10))
        deliver()
        comment.approve(by=mara)
        later(timedelta(minutes=4))

    assert len(mail_server.letters) == 1


def test_what_has_waited_a_day_is_brought_to_mind_once_a_day(mara, mail_server):
    arrive()
    deliver()

    for hours, letters in [(23, 1), (2, 2), (22, 2), (3, 3)]:
        later(hours * HOUR)
        deliver()
        assert len(mail_server.letters) == letters, hours
    assert subjects(mail_server)[1:] == ["1 comment has waited for more than a day"] * 2


def test_the_first_letter_to_a_moderator_is_one(mara, mail_server):
    arrive(before=3 * DAY)

    deliver()
    deliver()

    assert statuses() == [("digest", "sent")]


@pytest.mark.parametrize(
    ("choice", "kinds"),
    [
        ({"every": None, "at_once": False}, []),
        ({"every": None, "at_once": True}, ["at_once"]),
        ({"every": DAY, "at_once": False}, ["digest"]),
    ],
)
def test_each_is_told_as_they_chose(mara, mail_server, choice, kinds):
    choose(mara, **choice)

    for _ in range(5):
        arrive()
        deliver()
        later(HOUR)

    assert [kind for kind, _ in statuses()] == kinds


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


def test_a_letter_says_a_little_of_each_and_leads_nowhere_but_here(mara, mail_server):
    article = make_article("Night cramps")
    comment = arrive(
        "Look at https://pills.example/now or 10.20.30.40 and " + "x" * 200, article=article,
        name="Visit pills.example",
    )  # fmt: skip
    Reason.objects.create(comment=comment, check_name="honeypot", excerpt="pills.example")

    deliver()

    [letter] = mail_server.letters
    for part in [text_of(letter), html_of(letter)]:
        assert "pills[.]example" in part
        assert "Night cramps" in part
        assert "Filled a field that people do not see" in part
        assert not any(words in part for words in ["pills.example", "://pills", "10.20.30.40", "x" * 80])
    assert len(links_in(letter, "decide")) == 1


def test_where_personal_data_was_noticed_no_word_is_told(mara, mail_server):
    article = make_article("Night cramps")
    noticed = arrive("Call me on 555 0100.", article=article)
    Reason.objects.create(comment=noticed, check_name="personal_phone")
    reported = arrive("Her name is Jane Roe.", article=article)
    Report.objects.create(comment=reported, why=Report.Why.PERSONAL, words="Jane Roe", sender="x", version=0)

    deliver()

    [letter] = mail_server.letters
    assert text_of(letter).count("no words here") == 2
    told = "".join(part.get_content() for part in letter.walk() if part.get_content_maintype() == "text")
    assert not any(words in told + letter["Subject"] for words in ["555", "Call me", "Roe"])


def test_emergencies_stand_first_and_in_the_subject(mara, mail_server):
    article = make_article()
    for number in range(8):
        arrive(f"Comment {number}.", article=article)
    arrive("My chest hurts.", article=article, urgent=True)

    deliver()

    [letter] = mail_server.letters
    assert letter["Subject"] == "9 new comments wait, 1 possible emergency"
    text = text_of(letter)
    assert text.index("LOOK AT THIS FIRST") < text.index("My chest hurts.") < text.index("Comment 0.")


def test_ten_are_listed_and_the_others_counted(mara, mail_server):
    article = make_article()
    Comment.objects.bulk_create(
        Comment(article=article, name="Ada", body=f"Comment {number}.", queued_at=ago(minutes=1))
        for number in range(1234)
    )

    deliver()

    [letter] = mail_server.letters
    assert letter["Subject"] == "1,234 new comments wait"
    assert len(links_in(letter, "decide")) == 10
    assert "and 1,224 more" in text_of(letter)


def test_a_wave_is_counted_and_not_listed(mara, mail_server):
    article, wave = make_article(), Wave.objects.create(sample="Buy.")
    for _ in range(12):
        arrive("Buy.", article=article, wave=wave)
    arrive("It helped me.", article=article)

    deliver()

    text = text_of(mail_server.letters[0])
    assert "12 comments with nearly the same text wait as 1 card." in text
    assert len(links_in(mail_server.letters[0], "decide")) == 1
    assert "more in the queue" not in text


@pytest.mark.parametrize("name", ["Ann\r\nBcc: victim@example.org", "=?utf-8?q?Ann?=", "Ann\u2028Bcc: x"])
def test_no_name_makes_a_header(mara, mail_server, name):
    arrive(name=name, article=make_article("A\r\nBcc: victim@example.org"))

    deliver()

    [letter] = mail_server.letters
    assert letter.recipients == ["mara@example.org"]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "1 new comment waits"


def test_each_moderator_gets_links_of_their_own(mara, mail_server):
    make_moderator("ana")
    arrive()

    deliver()

    links = [links_in(letter, "decide")[0] for letter in mail_server.letters]
    assert mail_server.recipients == ["ana@example.org", "mara@example.org"]
    assert len(set(links)) == 2


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_ask_for_each_letter_once(mail_server):
    moderators = [make_moderator(f"mara{number}") for number in range(8)]
    arrive()
    start = Barrier(4)

    def work():
        start.wait()
        while digests.work():
            pass
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

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

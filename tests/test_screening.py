"""What the screening notices of a comment, and what it leaves alone."""

import pytest

from comments.models import ArticleDiscussion, Ban, Comment, Reason, SiteDiscussion
from comments.screening import CHECKS, Draft, screen
from comments.screening.words import NOTICED, in_words
from tests.factories import ago, make_article, make_comment, make_discussion, make_person, make_user
from tests.writers import post

pytestmark = pytest.mark.django_db


def draft(body="It helped me to stretch.", **fields):
    return Draft(**({"article": make_article(), "parent": None, "name": "Ada", "email": "", "body": body} | fields))


def noticed(draft):
    return {(reason.check, reason.excerpt) for reason in screen(draft).reasons}


def checks(draft):
    return {check for check, _ in noticed(draft)}


def test_of_an_ordinary_comment_nothing_is_noticed():
    assert noticed(draft("Thank you. I stretch my calves for a minute before bed, and it has become better.")) == set()


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_that_fails_holds_the_comment_and_says_which(client, monkeypatch, name):
    def broken(draft):
        raise RuntimeError("A check that fails")

    monkeypatch.setitem(CHECKS, name, broken)

    assert post(client, make_article()).status_code == 303

    comment = Comment.objects.get()
    assert (comment.status, comment.queued_at is None) == ("waiting", False)
    assert in_words(comment.reasons.get()) == f"One check could not run ({name}), so a person decides"


def test_each_reason_that_the_checks_give_has_words():
    article = make_article(published_at=ago(days=400))
    make_person("Ines Okafor")
    for n in range(4):
        make_comment(f"Number {n}", sender_key="k", status="rejected")
    said = (
        "I have chest pain. Ring 07700 900123 or ada@example.org, I was born on 3 May 1961. I took 400 mg three times"
        " a day and it cured me, see https://shop.example/x."
    )
    shown = screen(draft(said, article=article, sender_key="k", name="Ines Okafor fan", trap="x", origin_unknown=True))

    assert {reason.check for reason in shown.reasons} >= {
        "emergency", "personal_phone", "personal_mail", "personal_birth", "dose", "cure", "link_new", "name_like_ours",
        "rejected_before", "old_article", "honeypot", "origin_unknown",
    }  # fmt: skip
    for reason in shown.reasons:
        words = in_words(Reason(check_name=reason.check, excerpt=reason.excerpt))
        assert "{" not in words
        assert reason.check in NOTICED


# Links


@pytest.mark.parametrize(
    ("body", "host"),
    [
        ("See https://Shop.Example/pills?x=1.", "shop.example"),
        ("See http://www.shop.example", "shop.example"),
        ("See www.shop.example now", "shop.example"),
        ("See shop.example/pills", "shop.example"),
        ("Buy at cheap-pills.com today", "cheap-pills.com"),
        ("Buy at cheap-pills[.]com today", "cheap-pills.com"),
        ("Buy at cheap-pills (dot) com today", "cheap-pills.com"),
        ("Buy at cheap-pills dot com today", "cheap-pills.com"),
        ("Buy at https://сhор.example/", "xn--h-0tb9a2e.example"),
        ("https://user@shop.example/", "shop.example"),
    ],
)
def test_a_link_is_named_by_its_host_however_it_is_written(body, host):
    found = [excerpt for check, excerpt in noticed(draft(body)) if check == "link_new"]

    assert len(found) == 1
    assert found == [host] or found[0].startswith("xn--")


@pytest.mark.parametrize(
    "body", ["The pain.It went away.", "e.g. at night", "Half past 10.30", "3.5 km", "Dr.Berg said so", "so...no"]
)
def test_a_full_stop_within_words_is_no_link(body):
    assert not {check for check in checks(draft(body)) if check.startswith("link")}


def test_of_a_host_it_is_said_how_it_went_this_week(client):
    article = make_article()
    for n in range(2):
        post(client, article, body=f"Variant {n} of it: https://shop.example/{n}", name=f"Ada {n}", email="")
    assert "link_seen" in checks(draft("See https://shop.example"))

    for comment in Comment.objects.all():
        comment.mark_as_spam(by=make_user())

    assert ("link_refused", "shop.example") in noticed(draft("See https://shop.example"))
    assert ("link_new", "other.example") in noticed(draft("See https://other.example"))


# Senders


def test_whoever_is_not_known_is_nobody_that_was_banned_or_rejected(moderator):
    Ban.objects.create(sender_key="", name="", until=ago(days=-3), why="Adverts", by=moderator)
    for n in range(4):
        make_comment(f"Number {n}", sender_key="", status="rejected")

    said = draft("I stretch my calves for a minute before bed, and it has become better.", sender_key="")

    assert checks(said) == set()


def test_a_banned_sender_is_spam_until_the_ban_ends_or_is_lifted(client, moderator):
    make_discussion(seconds_between=0)
    post(client, make_article(), body="The first.")
    key = Comment.objects.get().sender_key
    ban = Ban.objects.create(sender_key=key, name="Ada", until=ago(days=-3), why="Adverts", by=moderator)

    post(client, make_article(), body="The second.")
    post(client, make_article(), body="Another sender.", email="bo@example.org")

    second = Comment.objects.get(body="The second.")
    assert (second.status, second.last_decision.code, second.queued_at) == ("spam", "banned", None)
    assert Comment.objects.get(body="Another sender.").status == "waiting"

    Ban.objects.filter(pk=ban.pk).lift()
    post(client, make_article(), body="The third.")
    assert Comment.objects.get(body="The third.").status == "waiting"


def test_a_ban_that_has_ended_bans_nobody(moderator):
    Ban.objects.create(sender_key="k", name="Ada", until=ago(seconds=1), why="Adverts", by=moderator)

    assert checks(draft(sender_key="k")) == set()


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        (["rejected", "spam", "approved"], "2 of 3"),
        (["rejected"] * 3 + ["approved"] * 7, "3 of 10"),
        (["rejected", "rejected"], None),  # too few to say
        (["rejected", "approved", "approved", "approved"], None),
        (["rejected", "waiting", "waiting"], None),
    ],
)
def test_a_sender_who_was_often_rejected_this_week_is_looked_at(statuses, said):
    for status in statuses:
        make_comment(status=status, sender_key="k")
    make_comment(status="rejected", sender_key="other")
    make_comment(status="rejected", sender_key="k", posted_at=ago(days=8))

    found = {excerpt for check, excerpt in noticed(draft(sender_key="k")) if check == "rejected_before"}

    assert found == ({said} if said else set())


@pytest.mark.parametrize(
    "name", ["Ines Okafar", "Ines Okafo", "Ines  Okafor fan", "lnes Оkаfоr 2 friend", "Okafor, Ines B"]
)
def test_a_name_close_to_someone_of_the_house_is_held(name):
    make_person("Ines Okafor")

    assert ("name_like_ours", "Ines Okafor") in noticed(draft(name=name))


@pytest.mark.parametrize("name", ["Ines", "Ines Berg", "Okafor", "Ada", "Agnes Oka"])
def test_a_name_that_shares_one_word_is_nobody_of_the_house(name):
    make_person("Ines Okafor")

    assert checks(draft(name=name)) == set()


# Articles


@pytest.mark.parametrize(
    ("site", "own", "age", "held"),
    [
        (None, None, 91, True), (None, None, 89, False),
        (30, None, 31, True), (30, None, 29, False),
        (30, 60, 31, False), (30, 60, 61, True),
    ],
)  # fmt: skip
def test_under_an_old_article_every_comment_is_noticed(site, own, age, held):
    article = make_article(published_at=ago(days=age))
    if site:
        SiteDiscussion.objects.create(hold_after=site)
    if own:
        ArticleDiscussion.objects.create(article=article, hold_after=own)

    assert ("old_article" in checks(draft(article=article))) is held

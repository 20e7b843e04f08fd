"""What is forgotten by itself, and when."""

import math
from datetime import timedelta

import pytest
from django.utils import timezone

from comments import retention
from comments.models import Ban, Comment, NearKey, Notice, Report
from comments.retention import forget
from comments.senders import network_hash, sender_fields
from cramps_site.lib import forgetting
from tests.factories import ago, make_article, make_comment, make_discussion
from tests.whole_database import everything

pytestmark = pytest.mark.django_db
SENDER = "203.0.113.77"
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def after(monkeypatch):
    """Call it to stand so much later, and to let the worker forget."""
    began = timezone.now()

    def later(**span):
        monkeypatch.setattr(timezone, "now", lambda: began + timedelta(**span))
        while forget():
            pass

    return later


def post(client, article, **fields):
    words = {"name": "Ada", "email": "", "body": "Stretching helped me."} | fields
    address = f"/articles/{article.slug}/comments/"
    assert client.post(address, words, headers=BROWSER, REMOTE_ADDR=SENDER).status_code == 303
    return Comment.objects.latest("pk")


def test_on_day_31_nothing_of_the_network_is_anywhere(client, moderator, after):
    make_discussion(seconds_between=0)
    article = make_article()
    by_name, by_address = post(client, article), post(client, article, email="ada@example.org")
    by_name.mark_as_spam(by=moderator)
    by_address.approve(by=moderator)
    Report.objects.create(comment=by_address, why="insult", sender=network_hash(SENDER), version=1)
    Report.objects.create(comment=by_address, why="insult", sender=network_hash("198.51.100.1"), version=1)
    Ban.objects.create(sender_key=by_name.sender_key, name="Ada", until=ago(days=-7), why="Adverts", by=moderator)
    of_name = sender_fields(sender=SENDER, name="Ada", email="")
    traces = [*of_name.values(), by_name.fingerprint, by_address.fingerprint, network_hash("198.51.100.1")]
    assert all(trace and trace in everything() for trace in traces)
    assert SENDER not in everything()

    after(days=29, hours=23)
    assert by_name.network_hash in everything()

    after(days=30, minutes=1)
    left = everything()
    assert [trace for trace in [*traces, SENDER, "203.0.113"] if trace in left] == []
    by_address.refresh_from_db()
    assert by_address.sender_key == sender_fields(sender=SENDER, name="Ada", email="ada@example.org")["sender_key"]
    assert (by_address.status, by_address.version, Report.objects.count()) == ("approved", 1, 2)


def test_an_address_goes_90_days_after_the_last_decision_and_its_key_with_it(client, moderator, after):
    comment = post(client, make_article(), email="ada@example.org")
    comment.reject(by=moderator)
    after(days=60)
    comment.approve(by=moderator)

    after(days=149)
    comment.refresh_from_db()
    assert comment.email == "ada@example.org"

    after(days=151)
    comment.refresh_from_db()
    assert (comment.email, comment.sender_key, comment.email_proven_at) == ("", "", None)
    assert "ada@example.org" not in everything()
    assert comment.status == "approved"


def test_an_address_stays_while_the_comment_still_needs_a_person(client, moderator, after):
    waiting = post(client, make_article(), email="ada@example.org")
    appealed = make_comment(email="bo@example.org", posted_at=ago(days=300))
    appealed.reject(by=moderator)
    appealed.change_words(queued_at=timezone.now(), queued_for="appeal")

    after(days=400)

    for comment in [waiting, appealed]:
        comment.refresh_from_db()
        assert comment.email


def test_former_words_go_a_day_after_the_change(moderator, after):
    covered, edited = make_comment("Call 555 0199."), make_comment(former_body="Before.")
    covered._decide("approved", by=moderator, body="Call …")
    Comment.objects.filter(pk=edited.pk).update(edited_at=timezone.now())

    after(hours=23)
    assert Comment.objects.exclude(former_body="").count() == 2

    after(hours=25)
    assert Comment.objects.exclude(former_body="").count() == 0
    assert Comment.objects.get(pk=covered.pk).body == "Call …"


def test_keys_of_near_duplicates_go_after_three_days(after):
    comment = make_comment()
    NearKey.objects.bulk_create(NearKey(comment=comment, key=key) for key in range(8))

    after(days=2, hours=23)
    assert NearKey.objects.count() == 8

    after(days=3, minutes=1)
    assert NearKey.objects.count() == 0


def test_notices_that_are_done_go_after_90_days_and_those_that_wait_stay(after):
    for status in Notice.Status:
        Notice.objects.create(kind=Notice.Kind.DIGEST, status=status)

    after(days=89)
    assert Notice.objects.count() == len(Notice.Status)

    after(days=91)
    assert {notice.status for notice in Notice.objects.all()} == {"waiting", "sending"}


def test_it_goes_by_batches_of_few_queries_and_says_whether_there_is_more(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(forgetting, "BATCH", 3)
    article = make_article()
    for _ in range(7):
        make_comment(article=article, network_hash="x", posted_at=ago(days=31))

    left = []
    for _ in range(4):
        with django_assert_max_num_queries(20):
            more = forget()
        left.append((Comment.objects.exclude(network_hash="").count(), more))

    assert left == [(4, True), (1, True), (0, True), (0, False)]


def test_the_worker_looks_every_ten_minutes_once_there_is_no_more(monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 1)
    monkeypatch.setattr(retention.forgetting, "look_again_at", 0.0)
    monkeypatch.setattr(retention.merging, "next_at", math.inf)
    article = make_article()
    for _ in range(2):
        make_comment(article=article, network_hash="x", posted_at=ago(days=31))

    assert [retention.work() for _ in range(4)] == [True, True, False, False]

    make_comment(article=article, network_hash="x", posted_at=ago(days=31))
    assert not retention.work()
    assert Comment.objects.filter(network_hash="x").count() == 1


def test_the_name_of_who_was_banned_goes_when_the_ban_is_over(moderator, after):
    for name, until in [("Over", ago(days=-1)), ("Banned", ago(days=-9))]:
        Ban.objects.create(sender_key=name, name=name, until=until, why="Adverts", by=moderator)

    after(days=2)

    assert set(Ban.objects.values_list("sender_key", "name")) == {("", ""), ("Banned", "Banned")}

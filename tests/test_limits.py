"""How often one network may comment: the site's own figures, the wait in plain words, and every word kept."""

from html import unescape

import pytest

from comments.models import Comment, SiteDiscussion
from tests.factories import make_article, make_comment, make_discussion, make_person

pytestmark = pytest.mark.django_db
WORDS = {"name": "Ada", "email": "ada@example.org", "body": "Stretching helped me."}
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def post(client, clock):
    article = make_article()

    def send(body, *, sender="192.0.2.1", **options):
        address = f"/articles/{article.slug}/comments/"
        return client.post(address, WORDS | {"body": body}, headers=BROWSER, REMOTE_ADDR=sender, **options)

    return send


@pytest.fixture
def clock(monkeypatch):
    """Call it to let so many seconds pass, for all that counts seconds."""
    import time as real

    now = [real.time()]
    monkeypatch.setattr("time.time", lambda: now[0])
    monkeypatch.setattr("cramps_site.lib.rate_limit.time", lambda: now[0])

    def passes(seconds):
        now[0] += seconds

    return passes


def post_many(post, clock, number):
    for n in range(number):
        assert post(f"Comment {n}.").status_code == 303
        clock(15)


def test_a_second_comment_within_15_seconds_waits_and_the_16th_passes(post, clock):
    assert post("The first.").status_code == 303
    clock(4)

    response = post("The second.")

    assert (response.status_code, response["Retry-After"]) == (429, "11")
    assert response["Cache-Control"] == "private, no-store"
    page = unescape(response.text)
    assert "That was quick. Send it again in 11 seconds; your words stay here until then." in page
    assert all(word in page for word in ["The second.", 'value="Ada"', 'value="ada@example.org"'])
    assert Comment.objects.count() == 1
    clock(12)
    assert post("The second.").status_code == 303


def test_the_sixth_in_an_hour_is_told_how_long_it_is_until_there_is_room(post, clock):
    post_many(post, clock, 5)
    clock(20 * 60)

    response = post("The sixth.")

    assert response.status_code == 429
    assert "We take 5 comments an hour from one network, and had as many." in unescape(response.text)
    assert "Send it again in 39 minutes; your words stay here until then." in unescape(response.text)
    assert int(response["Retry-After"]) == 60 * 60 - 20 * 60 - 5 * 15
    clock(int(response["Retry-After"]) + 1)
    assert post("The sixth.").status_code == 303


def test_where_several_limits_are_reached_the_longest_wait_is_told(post, clock):
    make_discussion(per_hour=2, per_day=2)
    post_many(post, clock, 1)
    post("Comment 1.")

    response = post("The third.")

    assert "Send it again in 24 hours" in response.text
    assert int(response["Retry-After"]) == 24 * 60 * 60 - 15


def test_twenty_are_all_that_one_network_posts_in_a_day(post, clock):
    answers = []
    for n in range(21):
        answers.append(post(f"Comment {n}.").status_code)
        clock(13 * 60)

    assert answers == [303] * 20 + [429]


def test_the_figures_are_those_of_the_sites_settings(post):
    make_discussion(seconds_between=0, per_hour=1)

    assert post("The first.").status_code == 303
    assert "We take 1 comment an hour from one network" in post("The second.").text

    SiteDiscussion(seconds_between=0, per_hour=3).save()
    assert [post(words).status_code for words in ["The second.", "The third.", "The fourth."]] == [303, 303, 429]


def test_a_refused_comment_takes_no_room_of_any_limit(post, clock):
    post("The first.")
    for _ in range(30):
        assert post("Too quick.").status_code == 429
    clock(16)

    assert post("The second.").status_code == 303


def test_mistakes_do_not_count(post, client):
    for _ in range(8):
        assert post("<p> </p>").status_code == 422

    assert post("Words.").status_code == 303


def test_a_household_counts_once_and_its_neighbours_for_themselves(post):
    assert post("One.", sender="2001:db8::1").status_code == 303

    assert post("Two.", sender="2001:db8::2").status_code == 429
    assert post("Three.", sender="2001:db8:0:1::1").status_code == 303


def test_a_client_that_invents_proxies_is_limited_all_the_same(post, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    answers = [post(f"Comment {n}.", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 192.0.2.1").status_code for n in range(3)]

    assert answers == [303, 429, 429]


def test_who_is_over_the_limit_still_gets_the_answer_to_what_was_sent_before(post):
    sent = post("The first.")["Location"]
    assert post("The second.").status_code == 429

    assert post("The first.")["Location"] == sent


def test_answers_of_the_house_are_not_limited(at_the_desk, moderator):
    make_person("Mara Lind", user=moderator)
    comment = make_comment(status="approved")

    for n in range(7):
        address = f"/admin/comments/comment/{comment.pk}/answer/"
        assert at_the_desk.post(address, {"body": f"Answer {n}."}).status_code == 302

    assert comment.answers.count() == 7

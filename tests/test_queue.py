"""The moderators' queue: all that is needed to decide, in the order of care, at a fixed price."""

import re
from html import unescape

import pytest

from comments.counting import count as count_figures
from comments.models import Ban, Comment, QueuedFor, Report, Wave
from tests.desk import ARCHIVE, QUEUE, archived, cards, decide, page_of, text_of
from tests.factories import ago, make_article, make_comment, make_person, make_user

pytestmark = pytest.mark.django_db


def test_a_card_shows_the_whole_text_and_all_that_is_needed_to_decide(at_the_desk):
    article = make_article("Night cramps")
    parent = make_comment("Magnesium did nothing.", name="Tomás", article=article, status="approved")
    words = f"Salt & <b>water</b>. {'And so on. ' * 250}The end."
    comment = make_comment(words, article=article, parent=parent, posted_at=ago(hours=3))
    comment.reasons.create(check_name="honeypot", excerpt="<b>{rule}")
    comment.reasons.create(check_name="gone", excerpt="cheap")

    response = at_the_desk.get(QUEUE)

    page = text_of(response)
    assert cards(response) == [comment.pk]
    assert words in unescape(response.text).replace("\n", " ")
    assert "<b>water</b>" not in response.text
    assert '<a href="/articles/night-cramps/">Night cramps</a>' in response.text
    assert "Tomás wrote: Magnesium did nothing." in page
    assert "3 hours ago" in page.replace("\xa0", " ")
    assert "Filled a field that people do not see: “<b>{rule}”" in page
    assert "gone: “cheap”" in page


def test_emergencies_come_first_then_what_is_likely_good_each_oldest_first(at_the_desk):
    article = make_article()
    last = make_comment(article=article, put_last=True, queued_at=ago(days=9))
    later, older = make_comment(article=article), make_comment(article=article, queued_at=ago(hours=2))
    urgent = make_comment(article=article, urgent=True)
    for status in ["approved", "rejected", "spam", "withdrawn"]:
        make_comment("Decided.", article=article, status=status)

    assert cards(at_the_desk.get(QUEUE)) == [urgent.pk, older.pk, later.pk, last.pk]
    assert cards(at_the_desk.get(f"{QUEUE}?order=oldest")) == [last.pk, older.pk, later.pk, urgent.pk]
    assert cards(at_the_desk.get(f"{QUEUE}?order=newest")) == [urgent.pk, later.pk, older.pk, last.pk]


def test_what_a_check_found_is_marked_in_the_words(at_the_desk):
    comment = make_comment("Call me on 020 7946 0000, or <i>not</i>.")
    comment.reasons.create(check_name="personal_phone")

    response = at_the_desk.get(QUEUE)

    assert '<mark class="private">020 7946 0000</mark>, or &lt;i&gt;not' in response.text


def test_the_senders_earlier_comments_are_counted_and_lead_to_a_list(at_the_desk, moderator):
    comment = make_comment("New.", sender_key="k", email="ada@example.org", email_proven_at=ago())
    old = [make_comment(sender_key="k", status=status) for status in ["approved", "approved", "rejected"]]
    make_comment(sender_key="other", status="spam")

    page = text_of(at_the_desk.get(QUEUE))

    assert "2 approved, 1 rejected in 180 days. Mailbox proven. All 4" in page
    theirs = at_the_desk.get(f"{QUEUE}?state=all&like={comment.pk}")
    assert set(cards(theirs)) == {comment.pk, *(each.pk for each in old)}


def test_a_banned_sender_and_a_first_comment_are_told(at_the_desk, moderator):
    make_comment(sender_key="k")
    Ban.objects.create(sender_key="k", name="Ada", until=ago(days=-3), why="Spam", by=moderator)

    page = text_of(at_the_desk.get(QUEUE))

    assert "Banned until" in page
    assert "First comment of this sender. No e-mail left." in page


def test_an_edit_is_shown_as_what_went_and_what_came(at_the_desk, moderator):
    comment = make_comment("Pickle juice works.", status="approved")
    comment.change_words(
        proposed_body="Pickle <b>shots</b> works.", queued_at=ago(), queued_for=QueuedFor.EDIT, edited_at=ago()
    )

    response = at_the_desk.get(QUEUE)

    assert "<del>juice </del><ins>&lt;b&gt;shots&lt;/b&gt; </ins>works." in response.text
    assert "Approve the edit" in text_of(response)


def test_reports_are_shown_with_their_reasons(at_the_desk):
    comment = make_comment(status="approved")
    for sender, why in [("a", "insult"), ("b", "insult"), ("c", "advert")]:
        Report.objects.create(comment=comment, why=why, sender=sender, version=0, words="It hurts." * (sender == "a"))
    comment.change_words(queued_at=ago(), queued_for=QueuedFor.REPORT)

    page = text_of(at_the_desk.get(QUEUE))

    assert "Reported by 3 readers: “It is advertising” (1), “It insults someone” (2)" in page
    assert "One of them wrote: “It hurts.”" in page
    assert "Keep it up" in page


def test_an_appeal_shows_the_writers_words_and_is_left_to_a_colleague(at_the_desk, client, moderator):
    comment = make_comment()
    comment.reject(by=moderator, code="insult")
    comment.change_words(appeal="I meant it kindly.", queued_at=ago(), queued_for=QueuedFor.APPEAL)

    page = text_of(at_the_desk.get(QUEUE))
    assert "Appeal against “Insult” (Mara Lind" in page
    assert "The writer says: “I meant it kindly.”" in page
    assert "You took the first decision; a colleague decides the appeal." in page
    assert f'id="f{comment.pk}"' not in at_the_desk.get(QUEUE).text

    client.force_login(make_user(group="Moderator"))
    assert f'id="f{comment.pk}"' in client.get(QUEUE).text


@pytest.mark.parametrize("state", ["approved", "rejected", "spam", "withdrawn", "all", "nonsense", "%00"])
def test_every_state_can_be_listed_and_an_unknown_one_is_the_queue(at_the_desk, state):
    made = {status: make_comment(status=status) for status in Comment.Status.values}

    response = at_the_desk.get(f"{QUEUE}?state={state}")

    expected = made.values() if state == "all" else [made.get(state, made["waiting"])]
    assert set(cards(response)) == {comment.pk for comment in expected}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=PICKLE", ["pickle"]),
        ("q=bartholomew", ["named"]),
        ("article=sleep", ["titled"]),
        ("rule=honeypot", ["trapped"]),
        ("rule=none&sender=known", ["known"]),
        ("rule=urgent", ["urgent"]),
        ("sender=known", ["known"]),
        ("sender=rejected", ["refused"]),
        ("age=24", ["old"]),
        ("q=%00&age=x&like=-1&pattern=x&rule=nothing&sender=x&order=x", None),
    ],
)
def test_filters_find_what_they_say(at_the_desk, query, found):
    article = make_article("Stretching")
    made = {
        "pickle": make_comment("Pickle juice.", article=article),
        "named": make_comment(name="Bartholomew", article=article),
        "titled": make_comment(article=make_article("Sleep well")),
        "trapped": make_comment(article=article),
        "urgent": make_comment(article=article, urgent=True),
        "known": make_comment(article=article, sender_key="known"),
        "refused": make_comment(article=article, sender_key="refused"),
        "old": make_comment(article=article, queued_at=ago(hours=25)),
    }
    made["trapped"].reasons.create(check_name="honeypot")
    make_comment(article=article, sender_key="known", status="approved")
    make_comment(article=article, sender_key="refused", status="rejected")

    response = at_the_desk.get(f"{QUEUE}?{query}")

    assert set(cards(response)) == {made[name].pk for name in found or made}


@pytest.mark.parametrize("query", ["", "order=oldest", "order=newest", "state=all", "state=all&order=oldest"])
def test_page_after_page_shows_each_comment_once_whatever_is_decided_meanwhile(at_the_desk, moderator, query):
    article, same = make_article(), ago(hours=1)
    made = [make_comment(article=article, urgent=n % 3 == 0, queued_at=same, put_last=n % 2 == 0) for n in range(60)]
    seen, after = [], ""

    while after is not None:
        response = at_the_desk.get(f"{QUEUE}?{query}&after={after}")
        seen += cards(response)
        Comment.objects.get(pk=cards(response)[-1]).reject(by=moderator)
        after = response.context_data["next"] or None

    assert sorted(seen) == [comment.pk for comment in made]


@pytest.mark.parametrize("after", ["x", "1.2", "0.0.9999999999999999999.1", "0.0.999999999999999999.1", "....", "%00"])
def test_a_position_that_is_none_is_the_beginning(at_the_desk, after):
    comment = make_comment()

    assert cards(at_the_desk.get(f"{QUEUE}?after={after}")) == [comment.pk]


def full_queue(number, moderator):
    """Of all kinds: answered, reported, appealed, edited, from known senders, in waves."""
    article = make_article(authors=[make_person()])
    answered = make_comment(article=article, status="approved")
    Comment.objects.bulk_create(
        Comment(article=article, name="Ada", body=f"{n}", parent=answered, thread=answered, sender_key=f"k{n % 7}")
        for n in range(number)
    )
    wave = Wave.objects.create(sample="Buy")
    for kind in [QueuedFor.EDIT, QueuedFor.REPORT, QueuedFor.APPEAL]:
        comment = make_comment(article=article, urgent=True)
        comment.reject(by=moderator)
        comment.change_words(queued_at=ago(), queued_for=kind, appeal="No.")
    for _ in range(3):
        make_comment("Buy", article=article, queued_at=ago(hours=1), wave=wave)
    make_comment(article=article).approve(by=moderator)


@pytest.mark.parametrize("number", [2, 300])
def test_the_page_takes_at_most_twelve_queries_however_many_wait(
    at_the_desk, moderator, number, django_assert_max_num_queries
):
    full_queue(number, moderator)

    with django_assert_max_num_queries(12):
        response = at_the_desk.get(QUEUE)

    assert len(cards(response)) == min(number + 3, 24)


def test_an_empty_queue_says_so_and_offers_what_was_called_spam(at_the_desk):
    assert "Nothing waits for you." in at_the_desk.get(QUEUE).text
    assert "No comment fits these filters." in at_the_desk.get(f"{QUEUE}?state=spam").text
    assert "No comment fits these filters." in at_the_desk.get(f"{QUEUE}?q=nobody").text


def test_an_empty_queue_tells_what_was_decided_today_by_whom_and_how_fast(at_the_desk, moderator):
    ana, article = make_user(group="Moderator", first_name="Ana"), make_article()
    for n in range(12):
        comment = make_comment(article=article, posted_at=ago(hours=2), queued_at=ago(hours=2))
        comment.approve(by=ana if n < 5 else moderator)
    make_comment(article=article).withdraw()
    count_figures()

    page = text_of(at_the_desk.get(QUEUE))

    assert "Nothing waits for you. Decided today 12 by you 7, Ana 5" in page
    assert "Half were decided within 3 hours nine of ten within 3 hours, in the last 30 days" in page


def test_an_open_page_is_told_how_many_came_since_it_was_made(at_the_desk):
    make_comment(queued_at=ago(minutes=5))
    look = unescape(re.search('data-look="([^"]+)"', at_the_desk.get(QUEUE).text)[1])
    assert at_the_desk.get(look).text == ""

    make_comment()
    assert at_the_desk.get(look).text == "1 new comment"
    make_comment()
    assert at_the_desk.get(look).text == "2 new comments"
    assert "data-look" not in at_the_desk.get(f"{QUEUE}?rule=urgent").text


@pytest.mark.parametrize("since", ["", "x", "2026-13-45T00:00:00Z", "2026-11-29T12:00:00", "%00"])
def test_a_moment_that_is_none_is_told_nothing(at_the_desk, since):
    make_comment()

    response = at_the_desk.get(f"{QUEUE}arrivals/?since={since}")

    assert (response.status_code, response.text) == (200, "")


def test_comments_in_the_index_lead_to_the_queue_and_the_archive_lists_all(at_the_desk):
    waiting, spam = make_comment(), make_comment(status="spam")

    assert at_the_desk.get(ARCHIVE)["Location"] == QUEUE
    assert f'href="{QUEUE}"' in at_the_desk.get("/admin/").text
    assert set(archived(at_the_desk.get(f"{ARCHIVE}?q="))) == {waiting.pk, spam.pk}
    assert archived(at_the_desk.get(f"{ARCHIVE}?status__exact=spam")) == [spam.pk]
    found = at_the_desk.get(f"{ARCHIVE}?q=helped&status__exact=spam")
    assert "Words or name 1 result (Show all)" in text_of(found)
    assert '<input type="hidden" name="status__exact" value="spam">' in found.text


def test_a_comments_page_shows_what_was_decided_by_whom_and_why(at_the_desk, moderator):
    comment = make_comment("Its words.")
    comment.approve(by=moderator)
    comment.reject(by=moderator, code="insult")

    page = text_of(at_the_desk.get(page_of(comment)))

    assert "Its words." in page
    assert "Mara Lind: waiting → approved" in page
    assert "Mara Lind: approved → rejected. Insult: “It attacks a person instead of what the person said.”" in page


def test_what_was_just_decided_stays_as_a_line_that_can_be_taken_back(at_the_desk, moderator):
    comment = make_comment("My calf.", name="Tomás")
    decide(at_the_desk, "approved", comment)

    page = text_of(at_the_desk.get(QUEUE))

    assert "Approved by you" in page
    assert "Approved: Tomás." in page
    decision = comment.decisions.get()
    assert f'name="decision" value="{decision.pk}"' in at_the_desk.get(QUEUE).text

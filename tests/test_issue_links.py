"""Links to other sites in an issue: asked at the press of a button, and the door is closed while one leads nowhere."""

import re
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cramps_site.lib.asking import NO_SUCH_HOST, Answer, ask_all
from newsletter import checks, links, retention
from newsletter.models import AskedLink, Issue
from tests.at_once import at_once
from tests.factories import ago, make_user
from tests.issues import issue

pytestmark = pytest.mark.django_db

DESK = "/admin/newsletter/issue"


@pytest.fixture
def other_site(other_site, monkeypatch):
    """The one other site that the button asks here."""
    monkeypatch.setattr(links, "ask_all", partial(ask_all, ask_one=other_site.ask))
    return other_site


def with_links(*addresses):
    return issue(intro=" and ".join(f"[study {number}]({address})" for number, address in enumerate(addresses)))


def told_of(made, address):
    """[(words, whether it is an error)] of what the checks find about a link."""
    return [(finding.words, finding.is_error) for finding in checks.findings(made) if address in finding.words]


def press(desk, made):
    """The page after the button."""
    return desk.post(f"{DESK}/{made.pk}/ask-links/", follow=True)


def is_closed(page):
    return bool(re.search(r'name="now"[^>]* disabled', page.text))


def test_a_link_that_nobody_asked_is_a_warning_and_looking_asks_nobody(desk, other_site):
    made = with_links(other_site.at("/a"), other_site.at("/a"))

    pages = [desk.get(f"{DESK}/{made.pk}/send/") for _ in range(2)]
    refused = desk.get(f"{DESK}/{made.pk}/ask-links/")

    words = f"A link to another site, which was not asked whether it answers: {other_site.at('/a')}"
    assert told_of(made, other_site.at("/a")) == [(words, False)]
    assert all(words in page.text and "Ask the other sites" in page.text and not is_closed(page) for page in pages)
    assert refused.status_code == 405
    assert other_site.asked == []


def test_a_link_that_answers_is_told_no_more_and_not_asked_again(desk, other_site):
    other_site.answers["/moved"] = 301
    made = with_links(other_site.at("/a"), other_site.at("/moved"))

    page = press(desk, made)
    again = press(desk, made)

    assert "Asked 2 links to other sites." in page.text
    assert told_of(made, "127.0.0.1") == []
    assert "Ask the other sites" not in page.text
    assert "There was nothing to ask." in again.text
    assert sorted(other_site.asked) == ["HEAD /a", "HEAD /moved"]


def test_a_link_that_is_gone_closes_the_button_until_the_other_site_has_it_again(desk, other_site):
    other_site.answers["/a"] = 404
    made = with_links(other_site.at("/a"))

    page = press(desk, made)
    sent = desk.post(f"{DESK}/{made.pk}/schedule/", {"now": "1"})

    [(words, is_error)] = told_of(made, other_site.at("/a"))
    assert is_error
    assert re.fullmatch(
        rf"A link leads nowhere: {other_site.at('/a')} \(it answered 404, asked on \d+ \w+ at \d\d:\d\d\)\. "
        r"Change the link, or ask again\.",
        words,
    )
    assert words in page.text
    assert is_closed(page)
    assert "Ask the other sites" in page.text
    assert sent.status_code == 422
    assert Issue.objects.get().status == "draft"

    other_site.answers.clear()
    assert not is_closed(press(desk, made))
    desk.post(f"{DESK}/{made.pk}/schedule/", {"now": "1"})
    assert Issue.objects.get().status == "scheduled"


def test_a_link_that_is_gone_closes_the_button_until_another_takes_its_place(desk, other_site):
    other_site.answers["/a"] = 410
    made = with_links(other_site.at("/a"))
    assert is_closed(press(desk, made))

    Issue.objects.update(intro=f"[study]({other_site.at('/b')})")

    assert not is_closed(desk.get(f"{DESK}/{made.pk}/send/"))
    assert not is_closed(press(desk, made))
    assert told_of(Issue.objects.get(), "127.0.0.1") == []


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_what_may_be_wrong_for_programs_alone_is_for_the_editor_to_look_at(desk, other_site, status):
    other_site.answers["/a"] = status
    made = with_links(other_site.at("/a"))

    page = press(desk, made)

    [(words, is_error)] = told_of(made, other_site.at("/a"))
    assert words.startswith(f"A link that may not work: {other_site.at('/a')} (it answered {status}, asked on ")
    assert not is_error
    assert words in page.text
    assert not is_closed(page)


def test_a_machine_that_is_not_public_is_never_asked_by_the_button(desk, other_site, monkeypatch):
    monkeypatch.setattr(links, "ask_all", ask_all)
    made = with_links("http://127.0.0.1/", other_site.at("/a"))

    press(desk, made)

    assert "not public" in told_of(made, "http://127.0.0.1/ ")[0][0]
    assert f"port {other_site.port}" in told_of(made, other_site.at("/a"))[0][0]
    assert other_site.asked == []


@pytest.mark.parametrize(
    ("answer", "goes"), [(Answer(0, NO_SUCH_HOST), False), (Answer(0, "no answer in time"), True), (None, True)]
)
def test_the_door_behind_the_button_asks_nobody_and_holds_back_what_is_known_to_be_gone(answer, goes):
    made = with_links("https://one.example/")
    if answer:
        AskedLink.objects.keep({"https://one.example/": answer})

    if goes:
        assert checks.schedule(made, timezone.now(), by=None)
    else:
        with pytest.raises(ValidationError, match="no such host"):
            checks.schedule(made, timezone.now(), by=None)


def test_after_a_day_an_answer_holds_no_more_and_is_forgotten():
    made = with_links("https://one.example/")
    AskedLink.objects.keep({"https://one.example/": Answer(404, "it answered 404")})

    AskedLink.objects.update(asked_at=ago(hours=23))
    retention.forget()
    assert told_of(made, "one.example")[0][1]

    AskedLink.objects.update(asked_at=ago(hours=24))
    assert "not asked" in told_of(made, "one.example")[0][0]
    retention.forget()
    assert not AskedLink.objects.exists()


def test_more_links_than_a_press_asks_are_asked_by_the_next_those_first_that_waited(desk, other_site):
    other_site.answers = {f"/{number}": 503 for number in range(5)}
    made = with_links(*[other_site.at(f"/{number}") for number in range(40)])

    first = press(desk, made)
    asked_first = len(other_site.asked)
    second = press(desk, made)

    assert "30 links were asked, 10 not yet: press once more." in first.text
    assert asked_first == 30
    assert "Asked 15 links to other sites." in second.text
    assert AskedLink.objects.count() == 40


def test_addresses_of_any_length_are_kept_and_asked_anew_in_their_place():
    long = f"https://one.example/?q={'ü' * 5000}"

    AskedLink.objects.keep({long: Answer(404, "it answered 404")})
    AskedLink.objects.keep({long: Answer(200, "it answered 200")})

    assert AskedLink.objects.known([long])[long].status == 200
    assert AskedLink.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_leave_one_answer_of_each_link():
    answers = [
        {f"https://{name}.example/": Answer(status, f"it answered {status}") for name in order}
        for order, status in [("abc", 200), ("cba", 404)]
    ]

    at_once(*[partial(AskedLink.objects.keep, answer) for answer in answers])

    assert sorted(AskedLink.objects.values_list("address", flat=True)) == sorted(answers[0])


def test_who_may_not_see_an_issue_has_nobody_asked(client, other_site):
    client.force_login(make_user(group="Editor"))
    made = with_links(other_site.at("/a"))

    assert client.post(f"{DESK}/{made.pk}/ask-links/").status_code == 403
    assert other_site.asked == []

"""Asking for all comments of an address: one answer whoever it is, and a letter only to a mailbox that was proven."""

import pytest

from comments.mine import OFTEN
from comments.models import Comment, NoMail, Notice
from tests.at_once import at_once
from tests.factories import ago, make_article, make_comment
from tests.mail import deliver, html_of, links_in, reachable, statuses, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("csrf_checked")]

ADDRESS = "ada@example.org"
SAME = {"Sec-Fetch-Site": "same-origin"}
STANDINGS = {
    "nobody": lambda: None,
    "known": reachable,
    "not proven": lambda: make_comment(email=ADDRESS),
    "spam": lambda: reachable(status="spam"),
    "never": lambda: [reachable(), NoMail.objects.add(ADDRESS)],
    "erased": lambda: reachable().erase(),
    "just asked": lambda: Notice.objects.create(kind="mine", comment=reachable()),
}


def ask(client, address=ADDRESS, **options):
    return client.post("/comments/mine/", {"email": address}, headers=SAME, **options)


def asked():
    return list(Notice.objects.filter(kind="mine").values_list("comment__email", flat=True))


def test_the_form_has_one_field_and_no_cookie_token_or_script(client):
    page = client.get("/comments/mine/")

    assert page.status_code == 200
    assert page.text.count("<input") == 1
    assert "csrf" not in page.text
    assert "<script" not in page.text.partition("<main")[2]
    assert page["Cache-Control"].startswith("public")
    assert not client.cookies


@pytest.mark.parametrize("standing", STANDINGS)
def test_the_answer_is_the_same_whoever_has_the_address(client, standing):
    STANDINGS[standing]()

    seen = []
    for address in [ADDRESS, "nobody.at.all@example.org"]:
        answer = ask(client, address)
        page = client.get(answer["Location"])
        seen.append([(each.status_code, dict(each.headers), each.content) for each in [answer, page]])

    assert seen[0] == seen[1]
    assert "If comments carry this address, a letter is on its way." in page.text
    assert not client.cookies


@pytest.mark.parametrize("standing", STANDINGS)
def test_a_letter_is_asked_for_only_where_a_mailbox_was_proven(client, standing):
    STANDINGS[standing]()
    before = Notice.objects.filter(kind="mine").count()

    ask(client)

    assert Notice.objects.filter(kind="mine").count() - before == (standing == "known")


def test_one_letter_brings_one_link_to_the_address_as_it_was_given(client, mail_server):
    reachable(body="The secret of my calves.", article=make_article("Quinine"))
    reachable()

    ask(client, " ADA@Example.org ")
    deliver()

    [letter] = mail_server.letters
    assert letter.recipients == [ADDRESS]
    assert letter["Subject"] == "Cramps: All your comments"
    [link] = links_in(letter, "mine")
    assert link in html_of(letter)
    assert not any(words in letter.raw.decode() for words in ["secret", "Quinine"])
    assert "24 hours" in text_of(letter)
    assert client.get(link).status_code == 200


def test_the_link_stands_nowhere_in_the_database(client, mail_server):
    reachable()

    ask(client)
    deliver()

    token = links_in(mail_server.letters[0], "mine")[0].split("/")[-2]
    assert token not in str(list(Notice.objects.values()))


def test_an_address_gets_one_letter_an_hour(client):
    reachable()
    reachable()

    for _ in range(3):
        ask(client)
    assert asked() == [ADDRESS]

    Notice.objects.update(asked_at=ago(minutes=59))
    ask(client)
    assert asked() == [ADDRESS]

    Notice.objects.update(asked_at=ago(minutes=61))
    ask(client)
    assert asked() == [ADDRESS] * 2


def test_an_address_gets_three_letters_a_day(client):
    reachable()
    for hours in [23, 12, 2]:
        ask(client)
        Notice.objects.filter(asked_at__gt=ago(hours=1)).update(asked_at=ago(hours=hours))

    ask(client)
    assert asked() == [ADDRESS] * 3

    Notice.objects.filter(asked_at__lt=ago(hours=22)).update(asked_at=ago(hours=25))
    ask(client)
    assert asked() == [ADDRESS] * 4


def test_the_letters_to_one_address_leave_room_for_those_to_another(client):
    other = "ben@example.org"
    reachable()
    reachable(email=other)
    for hours in [23, 12, 2]:
        ask(client)
        Notice.objects.update(asked_at=ago(hours=hours))

    ask(client)
    ask(client, other)

    assert asked().count(ADDRESS) == 3
    assert asked().count(other) == 1


def test_it_is_one_an_hour_also_after_the_comment_it_went_by_is_erased(client):
    first, _ = reachable(), reachable()
    ask(client)

    first.erase()
    ask(client)

    assert asked() == [ADDRESS]


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_the_same_instant_bring_one_letter():
    reachable()

    at_once(*[lambda: Notice.objects.bring_all(ADDRESS)] * 4)

    assert asked() == [ADDRESS]


@pytest.mark.parametrize("what", ["spam", "erased", "never"])
def test_what_became_of_it_before_the_letter_went_is_heeded(client, mail_server, moderator, what):
    comment = reachable()
    ask(client)

    acts = {"spam": lambda: comment.mark_as_spam(by=moderator), "erased": comment.erase}
    acts.get(what, lambda: NoMail.objects.add(ADDRESS))()
    deliver()

    assert mail_server.letters == []
    assert "mine" not in [kind for kind, status in statuses() if status == "sent"]


def test_the_letter_goes_though_the_comment_it_was_asked_by_is_erased_meanwhile(client, mail_server):
    first, other = reachable(), reachable(name="Other")
    ask(client)

    first.erase()
    deliver()

    [link] = links_in(mail_server.letters[0], "mine")
    assert other.private_url() in client.get(link).text


@pytest.mark.parametrize("address", ["", "ada", "ada@localhost", "ada@@example.org", "a" * 300 + "@example.org"])
def test_what_is_no_address_is_said_and_kept_in_the_form(client, address):
    answer = ask(client, address)

    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert f'value="{address}"' in answer.text
    assert answer["Cache-Control"] == "private, no-store"


def test_a_network_asks_five_times_an_hour_and_is_then_told_so(client):
    reachable()
    for number in range(OFTEN.times):
        assert ask(client, f"a{number}@example.org").status_code == 303

    answer = ask(client)

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert f'value="{ADDRESS}"' in answer.text
    assert asked() == []
    assert ask(client, REMOTE_ADDR="203.0.113.9").status_code == 303


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
def test_another_site_asks_for_nothing(client, headers):
    reachable()

    assert client.post("/comments/mine/", {"email": ADDRESS}, headers=headers).status_code == 403
    assert asked() == []


def test_looking_at_the_pages_writes_nothing(client):
    reachable()

    answers = [client.get("/comments/mine/", {"email": ADDRESS}), client.head("/comments/mine/?asked=")]
    answers.append(client.options("/comments/mine/"))

    assert [answer.status_code for answer in answers] == [200, 200, 405]
    assert asked() == []


def test_a_reader_finds_the_form_where_the_address_of_a_private_page_is_spoken_of(client):
    pages = [reachable().private_url(), "/house-rules/", "/privacy/"]

    assert all('href="/comments/mine/"' in client.get(page).text for page in pages)
    assert "/comments/mine/" not in client.get(make_comment().private_url()).text
    assert Comment.objects.count() == 2

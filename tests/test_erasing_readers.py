"""Erasing by a mailed link, and “never write to this address”: what is left, and what is not."""

import pytest
from django.db.models import F
from django.urls import reverse

from newsletter import sending
from newsletter.models import Delivery, Letter, Subscriber, Suppression
from tests.factories import ago, make_article, make_topic
from tests.issues import delivery, sent_issue
from tests.pages import PRIVATE, press
from tests.smtp_server import link_in
from tests.subscribers import ask, make_letter, make_subscriber, manage_link
from tests.test_retention import everything

pytestmark = pytest.mark.django_db
ADDRESS = "ann@example.org"


@pytest.fixture
def subscriber():
    return make_subscriber(ADDRESS, Subscriber.Status.CONFIRMED, confirmed_at=ago(days=9))


def ask_to_erase(client, subscriber):
    return press(client, manage_link(subscriber), do="ask_to_erase")


@pytest.fixture
def erase_link(client, subscriber, mail_server):
    ask_to_erase(client, subscriber)
    sending.work()
    return link_in(mail_server.letters[-1], "erase")


def refuse_link(subscriber):
    return reverse("newsletter:refuse", args=[subscriber.refuse_token()])


def test_the_link_comes_by_a_letter_and_the_page_says_so(client, subscriber, mail_server):
    answer = ask_to_erase(client, subscriber)
    sending.work()

    assert "Look in your mailbox." in client.get(answer["Location"]).text
    assert mail_server.letters[-1].recipients == [ADDRESS]
    assert "/newsletter/erase/" not in client.get(answer["Location"]).text


def test_nobody_is_flooded_with_such_letters(client, subscriber):
    for _ in range(5):
        ask_to_erase(client, subscriber)
    assert subscriber.letters.count() == 1

    for _ in range(5):
        Letter.objects.update(asked_at=F("asked_at") - (ago() - ago(minutes=16)))
        ask_to_erase(client, subscriber)
    assert subscriber.letters.count() == 3


@pytest.mark.parametrize("lost", ["suppressed", "erased"])
def test_no_letter_goes_to_whom_we_must_not_write(client, subscriber, lost):
    Subscriber.objects.update(status=lost)

    ask_to_erase(client, subscriber)

    assert not Letter.objects.exists()


def test_the_link_shows_one_button_that_erases_and_pressing_twice_does_no_harm(client, erase_link):
    page = client.get(erase_link)
    pressed = [press(client, erase_link), press(client, erase_link)]
    after = client.get(erase_link)

    assert page.text.count("<button") == 1
    assert [(answer.status_code, answer["Location"]) for answer in pressed] == [(303, erase_link)] * 2
    assert "It is erased" in after.text
    assert ADDRESS not in after.text


def test_nothing_of_the_person_is_left_anywhere_but_the_sums(client, subscriber, erase_link):
    subscriber.consents.create(wording="Send me the newsletter.", page="/about/")
    make_letter(subscriber, kind="welcome", status="failed", error=f"550 <{ADDRESS}> is unknown")
    subscriber.prefer(frequency="weekly", topics=[make_topic()], page="/")
    issue = sent_issue(make_article())
    sent = delivery(issue, subscriber, status="sent", error=f"250 {ADDRESS}")
    sent.events.create(event_id="1", kind="soft", words=f"<{ADDRESS}> is full")
    waits = delivery(sent_issue(make_article()), subscriber)
    assert ADDRESS in everything()

    press(client, erase_link)

    assert ADDRESS not in everything()
    assert "example.org" not in str(list(Delivery.objects.values()))
    subscriber.refresh_from_db()
    assert (subscriber.status, subscriber.email, subscriber.frequency) == ("erased", None, "each")
    assert not subscriber.topics.exists()
    assert not subscriber.consents.exists()
    assert [row.status for row in Delivery.objects.all()] == ["sent", "excluded"]
    waits.refresh_from_db()
    assert waits.excluded_because == "no_longer"


def test_letters_that_wait_go_to_nobody_who_is_erased(client, subscriber, erase_link, mail_server):
    make_letter(subscriber, kind="welcome")

    press(client, erase_link)
    sending.work()

    assert len(mail_server.letters) == 1
    assert Letter.objects.get(kind="welcome").status == "dropped"


def test_who_is_erased_may_subscribe_anew(client, subscriber, erase_link):
    press(client, erase_link)

    ask(client, ADDRESS)

    assert sorted(Subscriber.objects.values_list("status", flat=True)) == ["erased", "pending"]


def test_who_must_not_be_written_to_is_not_forgotten_by_being_erased(client, subscriber, erase_link, mail_server):
    subscriber.suppress(Suppression.Cause.COMPLAINT)

    press(client, erase_link)
    ask(client, ADDRESS)
    sending.work()

    assert Suppression.objects.of(ADDRESS).get().cause == "complaint"
    assert len(mail_server.letters) == 1


def test_a_link_that_erases_works_after_leaving_and_for_7_days(client, subscriber, erase_link):
    subscriber.leave()
    assert client.get(erase_link).status_code == 200

    Letter.objects.update(claimed_at=ago(days=7, minutes=1))

    assert press(client, erase_link).status_code == 404
    subscriber.refresh_from_db()
    assert subscriber.email == ADDRESS


@pytest.mark.parametrize("status", ["pending", "unsubscribed"])
def test_who_never_asked_refuses_by_one_button_and_only_a_keyed_hash_is_kept(client, mail_server, status):
    subscriber = make_subscriber(ADDRESS, status, left_at=ago(days=20) if status == "unsubscribed" else None)
    ask(client, ADDRESS)
    sending.work()
    link = link_in(mail_server.letters[-1], "refuse")

    page = client.get(link)
    pressed = [press(client, link), press(client, link)]

    assert page.text.count("<button") == 1
    assert [answer.status_code for answer in pressed] == [303, 303]
    assert "We do not write to this address" in client.get(link).text
    assert ADDRESS not in everything()
    assert Suppression.objects.of(ADDRESS).get().cause == "refused"
    subscriber.refresh_from_db()
    assert subscriber.status == "erased"


def test_after_refusing_nobody_makes_us_write_there_again(client, mail_server):
    subscriber = make_subscriber(ADDRESS)
    press(client, refuse_link(subscriber))

    answer = ask(client, ADDRESS)
    sending.work()

    assert answer.status_code == 303
    assert not mail_server.letters


def test_who_has_confirmed_does_not_refuse_by_an_old_letter(client, subscriber):
    link = refuse_link(subscriber)

    press(client, link)

    assert "You have said yes since" in client.get(link).text
    subscriber.refresh_from_db()
    assert subscriber.status == "confirmed"
    assert not Suppression.objects.exists()


def test_the_link_to_confirm_is_void_after_refusing(client, mail_server):
    ask(client, ADDRESS)
    sending.work()
    links = {name: link_in(mail_server.letters[-1], name) for name in ["refuse", "confirm"]}

    press(client, links["refuse"])

    assert press(client, links["confirm"]).status_code == 404


def test_the_pages_belong_to_one_person(client, erase_link):
    pages = [erase_link, refuse_link(make_subscriber())]
    answers = [client.get(page) for page in pages] + [client.get("/newsletter/refuse/x/")]
    answers += [client.post(page, headers={"Sec-Fetch-Site": "cross-site"}) for page in pages]
    answers += [press(client, page) for page in pages]

    assert [answer.status_code for answer in answers] == [200, 200, 404, 403, 403, 303, 303]
    assert [{name: answer[name] for name in PRIVATE} for answer in answers] == [PRIVATE] * 7
    assert not client.cookies

"""What we keep of a reader, as a file of theirs: what stands in it, and how its link comes."""

import json

import pytest
from django.utils import timezone

from newsletter import sending
from newsletter.models import Letter
from tests.factories import ago, make_article, make_topic
from tests.issues import delivery, sent_issue
from tests.pages import press
from tests.smtp_server import link_in
from tests.subscribers import data_link, manage_link

pytestmark = pytest.mark.django_db


def test_the_data_are_a_file_with_everything(client, subscriber):
    subscriber.consents.create(wording="Send me the newsletter.", page="/about/")
    subscriber.letters.create(kind="welcome")
    subscriber.topics.add(make_topic("Night cramps"))
    issue = sent_issue(make_article(), subject="Why at night")
    delivery(issue, subscriber, status="sent", sent_at=timezone.now()).events.create(
        event_id="1", kind="soft", words="Full"
    )
    other = delivery(issue)

    answer = client.get(data_link(subscriber))

    kept = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="newsletter.json"'
    assert kept["email"] == "ann@example.org"
    assert kept["topics"] == ["Night cramps"]
    assert kept["agreed_to"][0]["wording"] == "Send me the newsletter."
    assert {letter["kind"] for letter in kept["letters"]} == {"You are subscribed", "What you keep of me"}
    assert [issue["subject"] for issue in kept["issues"]] == ["Why at night"]
    assert kept["reports_of_mail_servers"][0]["words"] == "Full"
    assert other.address not in answer.text


def test_the_link_to_the_data_comes_by_a_letter_alone_and_works_for_7_days(client, subscriber, mail_server):
    link = manage_link(subscriber)
    assert "/newsletter/data/" not in client.get(link).text

    answer = press(client, link, do="ask_for_data")
    sending.work()

    assert "Look in your mailbox." in client.get(answer["Location"]).text
    [letter] = mail_server.letters
    assert letter.recipients == ["ann@example.org"]
    taken = link_in(letter, "data")
    assert client.get(taken).json()["email"] == "ann@example.org"
    Letter.objects.update(claimed_at=ago(days=7, seconds=1))
    assert client.get(taken).status_code == 404

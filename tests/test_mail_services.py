"""Mail services post reports in their own forms: django-anymail reads them, and one door takes them."""

import hashlib
import hmac
import json
from base64 import b64encode

import pytest
from django.test import Client

from newsletter.bounces.services import SERVICES
from newsletter.issue_letters import LetterBytes, slow
from newsletter.models import DeliveryEvent, Subscriber
from tests.bounces import letter_to
from tests.factories import ago
from tests.test_issue_letters import read

pytest.importorskip("anymail", reason="requirements-anymail.txt is not installed")
pytestmark = pytest.mark.django_db
SECRET, SIGNING_KEY = "a-secret-of-tests-a-secret-of-tests", "key-of-mailgun"


@pytest.fixture(autouse=True)
def secrets(settings):
    settings.EVENTS_SECRET = SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": f"events:{SECRET}", "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}


def post(service, body, *, password=SECRET):
    """As a service does, with the password that stands in the address it was given."""
    known = b64encode(f"events:{password}".encode()).decode()
    return Client(enforce_csrf_checks=True).post(
        f"/newsletter/events/{service}/",
        body if isinstance(body, bytes) else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Basic {known}"} if password else {},
    )


def came_back_header(row, service):
    """What the header of the letter says that is repeated in the service's reports."""
    letter = read(LetterBytes(row.edition).filled(row))
    return letter[SERVICES[service].header]


def postmark(row, record="Bounce", **fields):
    metadata = {"letter": came_back_header(row, "postmark")}
    return {"RecordType": record, "MessageID": "00000000-0000-0000", "Metadata": metadata, "ID": 42} | fields


def brevo(row, event, **fields):
    return {
        "event": event,
        "email": row.address,
        "message-id": "<201798300811.5787683@smtp-relay.example>",
        "ts_epoch": 1796300811000,
        "X-Mailin-custom": came_back_header(row, "brevo"),
    } | fields


def mailjet(row, event, **fields):
    return {"event": event, "time": 1796300811, "MessageID": 99, "CustomID": came_back_header(row, "mailjet")} | fields


def mailgun(row, event, *, token="t1", key=SIGNING_KEY, **fields):
    signature = hmac.new(key.encode(), f"1796300811{token}".encode(), hashlib.sha256).hexdigest()
    headers = {"message-id": row.message_id().strip("<>"), "to": row.address}
    data = {"event": event, "timestamp": 1796300811.2, "recipient": row.address, "message": {"headers": headers}}
    return {
        "signature": {"token": token, "timestamp": "1796300811", "signature": signature},
        "event-data": data | fields,
    }


def answered(code, message):
    return {"delivery-status": {"code": code, "message": message, "description": ""}}


REPORTS = [
    (postmark, ["Bounce"], {"Type": "HardBounce", "Details": "smtp;550 5.1.1 no such user"}, "hard"),
    (postmark, ["Bounce"], {"Type": "HardBounce", "Details": "action: failed"}, "hard"),
    (postmark, ["Bounce"], {"Type": "HardBounce", "Details": "smtp;550 5.7.1 blocked by 192.0.2.1"}, "policy"),
    (postmark, ["Bounce"], {"Type": "SoftBounce", "Details": "smtp;452 4.2.2 mailbox full"}, "soft"),
    (postmark, ["Bounce"], {"Type": "SoftBounce", "Description": "The server was unable to deliver."}, "soft"),
    (postmark, ["Bounce"], {"Type": "SpamNotification", "Details": "smtp;554 looks like spam"}, "policy"),
    (postmark, ["Bounce"], {"Type": "BadEmailAddress"}, "hard"),
    (postmark, ["Bounce"], {"Type": "Transient", "Details": "smtp;451 4.7.1 greylisted"}, None),
    (postmark, ["Bounce"], {"Type": "AutoResponder"}, None),
    (postmark, ["Delivery"], {"Details": "smtp;250 2.0.0 OK", "DeliveredAt": "2026-11-26T09:00:00Z"}, "delivered"),
    (postmark, ["SpamComplaint"], {"Type": "SpamComplaint"}, "complaint"),
    (postmark, ["SubscriptionChange"], {"SuppressSending": True, "SuppressionReason": "ManualSuppression"}, "left"),
    (postmark, ["SubscriptionChange"], {"SuppressSending": True, "SuppressionReason": "HardBounce"}, "hard"),
    (postmark, ["Open"], {}, None),
    (brevo, ["delivered"], {}, "delivered"),
    (brevo, ["hard_bounce"], {"reason": "550 5.1.1 user unknown"}, "hard"),
    (brevo, ["hard_bounce"], {"reason": "server is down"}, "hard"),
    (brevo, ["soft_bounce"], {"reason": "the mailbox is over quota"}, "soft"),
    (brevo, ["blocked"], {"reason": "blocked : due to blacklist user"}, "policy"),
    (brevo, ["invalid_email"], {}, "hard"),
    (brevo, ["spam"], {}, "complaint"),
    (brevo, ["unsubscribe"], {}, "left"),
    (brevo, ["deferred"], {"reason": "451 4.7.1 greylisted"}, None),
    (brevo, ["unique_opened"], {}, None),
    (mailjet, ["sent"], {"smtp_reply": "250 2.0.0 OK"}, "delivered"),
    (mailjet, ["bounce"], {"hard_bounce": True, "error_related_to": "recipient", "error": "user unknown"}, "hard"),
    (mailjet, ["bounce"], {"hard_bounce": False, "error": "quota exceeded"}, "soft"),
    (mailjet, ["bounce"], {"hard_bounce": True, "error": "policy issue"}, "policy"),
    (mailjet, ["bounce"], {"hard_bounce": False, "error": "greylisted"}, None),
    (mailjet, ["blocked"], {"error": "preblocked"}, "policy"),
    (mailjet, ["spam"], {"source": "JMRPP"}, "complaint"),
    (mailjet, ["unsub"], {}, "left"),
    (mailjet, ["open"], {}, None),
    (mailgun, ["delivered"], {}, "delivered"),
    (mailgun, ["failed"], {"severity": "permanent", "reason": "bounce"} | answered(550, "5.1.1 no user"), "hard"),
    (mailgun, ["failed"], {"severity": "permanent", "reason": "bounce"} | answered(554, "blocked"), "policy"),
    (mailgun, ["failed"], {"severity": "permanent", "reason": "suppress-bounce"} | answered(605, ""), "hard"),
    (mailgun, ["failed"], {"severity": "temporary", "reason": "generic"} | answered(452, "4.2.2 full"), None),
    (mailgun, ["complained"], {}, "complaint"),
    (mailgun, ["unsubscribed"], {}, "left"),
    (mailgun, ["clicked"], {"url": "https://example.org/"}, None),
]


@pytest.mark.parametrize(("service", "what", "fields", "kind"), REPORTS)
def test_a_report_of_a_mail_service_counts_for_what_it_says(settings, service, what, fields, kind):
    settings.EVENTS_SERVICE = service.__name__
    row = letter_to()

    response = post(service.__name__, service(row, *what, **fields))

    assert response.status_code == 200
    assert list(DeliveryEvent.objects.values_list("kind", flat=True)) == ([kind] if kind else [])


@pytest.mark.parametrize("service", [postmark, brevo, mailjet, mailgun])
def test_a_report_that_is_posted_again_changes_nothing(settings, service):
    settings.EVENTS_SERVICE = service.__name__
    row = letter_to()
    what = {"postmark": "SpamComplaint", "brevo": "spam", "mailjet": "spam", "mailgun": "complained"}
    report = service(row, what[service.__name__])
    post(service.__name__, report)
    row.subscriber.refresh_from_db()
    row.subscriber.lift(by=None, why="It works again.")

    assert post(service.__name__, report).status_code == 200

    assert Subscriber.objects.get().status == "unsubscribed"
    assert DeliveryEvent.objects.count() == 1


@pytest.mark.parametrize("token", ["", "A" * 22])
def test_a_report_of_other_mail_of_the_account_counts_against_nobody(settings, token):
    settings.EVENTS_SERVICE = "postmark"
    report = postmark(letter_to(), Type="HardBounce") | {"Metadata": {"letter": token}}

    assert post("postmark", report).status_code == 200

    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize("service", [postmark, brevo, mailjet, mailgun])
@pytest.mark.parametrize("password", ["", "another", "events"])
def test_without_the_password_nothing_is_taken(settings, service, password):
    settings.EVENTS_SERVICE = service.__name__
    what = {"postmark": "SpamComplaint", "brevo": "spam", "mailjet": "spam", "mailgun": "complained"}

    response = post(service.__name__, service(letter_to(), what[service.__name__]), password=password)

    assert response.status_code == 400
    assert not DeliveryEvent.objects.exists()


def test_mailgun_must_sign_as_well(settings):
    settings.EVENTS_SERVICE = "mailgun"

    response = post("mailgun", mailgun(letter_to(), "complained", key="another"))

    assert response.status_code == 400
    assert not DeliveryEvent.objects.exists()


def test_without_a_secret_there_is_no_address(settings):
    settings.EVENTS_SERVICE, settings.EVENTS_SECRET = "postmark", ""
    settings.ANYMAIL = {"WEBHOOK_SECRET": "events:"}

    assert post("postmark", postmark(letter_to(), "SpamComplaint"), password="").status_code == 503
    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize("name", ["brevo", "sendgrid", "events"])
def test_only_the_service_that_was_chosen_is_listened_to(settings, name):
    settings.EVENTS_SERVICE = "postmark"

    assert post(name, {}).status_code == 404


@pytest.mark.parametrize("service", ["brevo", "mailjet", "postmark"])
def test_the_header_for_the_service_stands_in_every_letter(settings, service):
    settings.EVENTS_SERVICE = service
    row = letter_to(claimed_at=ago(minutes=1))

    assert row.bounce_token() in came_back_header(row, service)
    assert LetterBytes(row.edition).filled(row) == slow(row.edition, row)

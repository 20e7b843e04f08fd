"""Writing an issue at the desk, looking at it, and the door out."""

import re
from base64 import b64encode
from email import message_from_bytes
from email.policy import default
from hashlib import sha256

import pytest

from newsletter import proofs
from newsletter.issue_letters import slow
from newsletter.letter_headers import for_mail_service, of_edition
from newsletter.models import Edition, Issue, Proof
from tests.factories import make_article, make_user
from tests.issues import delivery, issue, sent_issue

pytestmark = pytest.mark.django_db

DESK = "/admin/newsletter/issue"


def written(*articles, **fields):
    """What the browser sends for an issue with `articles`."""
    picks = {"picks-TOTAL_FORMS": len(articles), "picks-INITIAL_FORMS": 0}
    for number, article in enumerate(articles):
        picks |= {f"picks-{number}-article": article.pk, f"picks-{number}-position": number}
    return {"subject": "At night", "slug": "at-night", "preheader": "", "intro": "", "topic": "", **picks, **fields}


def test_an_issue_is_written_with_its_articles_in_order(desk):
    first, second = make_article(), make_article()

    answer = desk.post(f"{DESK}/add/", written(second, first, intro="Hello."))

    assert answer.status_code == 302
    assert Issue.objects.get().articles_in_order == [second, first]


def test_gathering_keeps_what_was_typed_and_adds_what_is_new(desk):
    picked, fresh = make_article(), make_article()

    desk.post(f"{DESK}/add/", written(picked, intro="Typed.", _gather="1") | {"picks-0-position": 7})

    made = Issue.objects.get()
    assert made.intro == "Typed."
    assert made.articles_in_order == [picked, fresh]


def test_an_issue_with_an_error_cannot_go_out_by_its_button_or_without(desk):
    made = issue()

    page = desk.get(f"{DESK}/{made.pk}/send/").text
    answer = desk.post(f"{DESK}/{made.pk}/schedule/", {"now": "1"})

    assert re.search(r'name="now"[^>]* disabled', page)
    assert "neither an intro nor an article" in page
    assert answer.status_code == 422
    assert Issue.objects.get().status == "draft"


def test_an_issue_is_sent_now_and_taken_back(desk):
    made = issue(make_article())

    desk.post(f"{DESK}/{made.pk}/schedule/", {"now": "1"})
    scheduled = Issue.objects.get()
    closed = desk.post(f"{DESK}/{made.pk}/change/", written(subject="Other"))
    desk.post(f"{DESK}/{made.pk}/back-to-draft/")

    assert scheduled.status == "scheduled"
    assert scheduled.send_at
    assert closed.status_code == 403
    assert Issue.objects.get().status == "draft"
    assert [str(step.by) for step in made.steps.all()] == ["nele", "nele"]


def test_a_time_that_is_past_is_told_and_one_to_come_is_taken(desk):
    made = issue(make_article())

    past = desk.post(f"{DESK}/{made.pk}/schedule/", {"send_at_0": "2020-01-01", "send_at_1": "09:00"})
    later = desk.post(f"{DESK}/{made.pk}/schedule/", {"send_at_0": "2099-01-01", "send_at_1": "09:00"})

    assert past.status_code == 422
    assert "in the past" in past.text
    assert later.status_code == 302
    assert Issue.objects.get().send_at.year == 2099


def test_who_may_not_send_does_not(client):
    client.force_login(make_user(group="Editor"))
    made = issue(make_article())

    answers = [
        client.post(f"{DESK}/{made.pk}/{act}/", {"now": 1}) for act in ["schedule", "back-to-draft", "test-letter"]
    ]
    answers += [client.get(f"{DESK}/{made.pk}/{page}/") for page in ["send", "preview"]]

    assert {answer.status_code for answer in answers} == {403}
    assert Issue.objects.get().status == "draft"


def test_looking_changes_nothing_and_acts_are_posted(desk):
    made = issue(make_article())

    for act in ["schedule", "back-to-draft", "test-letter"]:
        assert desk.get(f"{DESK}/{made.pk}/{act}/").status_code == 405
    for look in ["wide", "narrow", "dark", "narrow-dark", "odd"]:
        assert desk.get(f"{DESK}/{made.pk}/send/?look={look}").status_code == 200
    assert not Proof.objects.exists()


@pytest.mark.parametrize(("look", "theme"), [("wide", "light"), ("dark", "dark")])
def test_a_look_is_the_same_on_every_editors_device(desk, look, theme):
    made = issue(make_article())

    page = desk.get(f"{DESK}/{made.pk}/preview/?look={look}").text

    assert f'name="color-scheme" content="{theme}"' in page
    assert ("@media not all" in page) is (theme == "light")


def test_the_preview_works_under_a_policy_that_names_its_style_sheet_alone(desk):
    made = issue(make_article("Magnesium"))

    page = desk.get(f"{DESK}/{made.pk}/preview/?look=dark")

    policy = page["Content-Security-Policy"]
    sheets = re.findall(r"<style[^>]*>(.*?)</style>", page.text, re.DOTALL)
    assert len(sheets) == 2
    assert all(b64encode(sha256(sheet.encode()).digest()).decode() in policy for sheet in sheets)
    assert "unsafe" not in policy
    assert " style=" not in page.text
    assert "prefers-color-scheme: dark" not in page.text
    assert "Magnesium" in page.text
    assert "frame-src 'self'" in desk.get(f"{DESK}/{made.pk}/send/")["Content-Security-Policy"]


@pytest.mark.parametrize("bounces_to", ["", "bounces@cramps.example"])
def test_a_test_letter_goes_to_the_one_who_asked_and_its_links_do_nothing(desk, mail_server, settings, bounces_to):
    settings.BOUNCE_ADDRESS = bounces_to
    made = issue(make_article(), subject="At night")

    desk.post(f"{DESK}/{made.pk}/test-letter/")
    proofs.work()

    letter = mail_server.letters[0]
    assert mail_server.recipients == ["nele@example.org"]
    assert letter["Subject"] == "[Test] At night"
    assert "/newsletter/leave/" not in letter.get_body(["plain"]).get_content()
    assert "/newsletter/leave/" not in letter.get_body(["html"]).get_content()
    assert "This link does nothing" in desk.get("/newsletter/test-letter/").text
    assert letter["List-Unsubscribe"] == "<http://testserver/newsletter/test-letter/>"
    assert b"\r\nList-Unsubscribe: <http://testserver/newsletter/test-letter/>\r\n" in letter.raw  # in one line
    as_readers_get_it = {name for name, _ in of_edition(Edition(issue=made, subject="At night"))}
    assert as_readers_get_it <= set(letter.keys())


DIFFER = {"To", "Date", "Message-ID", "Subject", "List-Unsubscribe", "Auto-Submitted", "Content-Type"}


@pytest.mark.parametrize("name", ["Cramps", "Krämpfe, Wadenkrämpfe und was man über sie weiß, jeden Monat neu gesagt"])
@pytest.mark.parametrize("service", ["", "postmark"])
def test_the_headers_of_a_test_letter_are_byte_for_byte_those_of_a_reader(desk, mail_server, settings, name, service):
    settings.SITE_NAME, settings.EVENTS_SERVICE = name, service
    settings.MAIL_FROM = settings.REPLY_TO = f'"{name}" <letters@cramps.example>'
    settings.SITE_URL, settings.BOUNCE_ADDRESS = "https://newsletter.cramps.example", "bounces@cramps.example"
    slug = "night-cramps-in-the-calf-what-was-measured-and-what-was-not-measured-so-far"
    made = sent_issue(make_article(), slug=slug, subject="At night")
    to_reader = delivery(made)
    made.proofs.create(by=make_user("nora", email="nora@example.org"))

    proofs.work()

    of_proof, of_reader = headers_of(mail_server.letters[0].raw), headers_of(slow(to_reader.edition, to_reader))
    own = {header for header, _ in for_mail_service(to_reader)}
    assert bool(own) == bool(service)
    assert of_proof.keys() - of_reader.keys() == {"Auto-Submitted"}
    assert of_reader.keys() - of_proof.keys() == own
    same = of_reader.keys() - own - DIFFER
    assert {header: of_proof[header] for header in same} == {header: of_reader[header] for header in same}
    assert of_proof["Archived-At"] == f" <https://newsletter.cramps.example/newsletter/issues/{slug}/>\r\n".encode()
    assert of_proof["List-Unsubscribe"] == b" <https://newsletter.cramps.example/newsletter/test-letter/>\r\n"


def test_without_a_mail_server_a_test_letter_is_a_file_like_any_other(desk, settings, tmp_path):
    settings.MAILERS = {
        "default": {"BACKEND": "cramps_site.lib.mail.FolderAndTerminal", "OPTIONS": {"folder": tmp_path}}
    }
    made = issue(make_article(), subject="At night")
    desk.post(f"{DESK}/{made.pk}/test-letter/")

    proofs.work()

    [file] = tmp_path.iterdir()
    letter = message_from_bytes(file.read_bytes(), policy=default)
    assert letter["Subject"] == "[Test] At night"
    assert "/newsletter/test-letter/" in letter.get_body(["plain"]).get_content()


def headers_of(raw):
    """{name: the bytes of its value, folded lines and all}"""
    head = raw.partition(b"\r\n\r\n")[0] + b"\r\n"
    found = re.findall(rb"^([\w-]+):((?:.*\r\n)(?:[ \t].*\r\n)*)", head, re.MULTILINE)
    assert b"".join(b"%s:%s" % each for each in found) == head
    return {name.decode(): value for name, value in found}


def test_what_went_out_cannot_be_written_or_deleted(desk):
    made = sent_issue(make_article())

    assert desk.post(f"{DESK}/{made.pk}/change/", written(subject="Other")).status_code == 403
    assert desk.post(f"{DESK}/{made.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.get(f"{DESK}/{made.pk}/change/").status_code == 200

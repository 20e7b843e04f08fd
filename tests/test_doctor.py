"""`manage.py doctor`, against a real mail server, a real site and a real worker's row."""

import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.management import call_command

from cramps_site import env
from cramps_site.doctor import house
from cramps_site.doctor.finding import Level
from cramps_site.doctor.leaving import leave_address, leaving
from cramps_site.doctor.mail_server import mail_server as examine
from cramps_site.models import Worker
from tests.factories import ago, make_article, make_comment


def only(findings):
    [finding] = findings
    return finding


def options_of(server, **others):
    return env.smtp(f"smtp://127.0.0.1:{server.port}") | others


def test_a_mail_server_on_this_machine_needs_no_tls_and_gets_no_letter(mail_server):
    assert only(examine(options_of(mail_server))).level == Level.GOOD
    assert mail_server.letters == []


def test_a_password_is_never_sent_in_the_open(mail_server):
    finding = only(examine(options_of(mail_server, username="ann", password="secret", use_tls=True)))

    assert (finding.level, "offers no TLS" in finding.said) == (Level.ERROR, True)


def test_a_certificate_that_nobody_trusts_is_an_error(with_tls):
    finding = only(examine(options_of(with_tls, use_tls=True)))

    assert (finding.level, "cannot be trusted" in finding.said) == (Level.ERROR, True)


def test_a_valid_certificate_is_good_if_it_is_used(with_tls, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))

    assert "TLSv1.3 and a valid certificate" in only(examine(options_of(with_tls, use_tls=True))).said
    unused = only(examine(options_of(with_tls)))
    assert (unused.level, "does not use it" in unused.said) == (Level.ERROR, True)


def test_a_mail_server_that_is_not_there_and_none_at_all_are_errors():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        gone = only(examine(env.smtp(f"smtp://127.0.0.1:{silent.getsockname()[1]}")))

    assert (gone.level, "does not answer" in gone.said) == (Level.ERROR, True)
    assert only(examine(None)).to_do == "Set MAIL_URL."


@pytest.mark.django_db(transaction=True)
def test_the_page_to_leave_answers_a_mail_program_itself(live_server):
    insecure, answers = leaving(live_server.url)

    assert "no https" in insecure.said
    assert (answers.level, "answers itself" in answers.said) == (Level.GOOD, True)


@pytest.mark.parametrize(
    ("host", "level"), [("a" * 12 + ".example", Level.GOOD), ("a" * 13 + ".example", Level.ADVICE)]
)
def test_an_address_to_leave_of_70_characters_gets_an_advice(settings, host, level):
    settings.SITE_URL = f"https://{host}"

    finding = leave_address()

    assert (finding.level, f"has {49 + len(host)} characters" in finding.said) == (level, True)
    assert ("shorter by 1 " in finding.to_do) == (level == Level.ADVICE)


class Elsewhere(BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(308)
        self.send_header("Location", "https://www.cramps.example/")
        self.end_headers()

    def log_message(self, *_):
        pass


def test_a_redirect_before_the_page_to_leave_is_an_error():
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        _, found = leaving(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()

    assert (found.level, "redirect to https://www.cramps.example/" in found.said) == (Level.ERROR, True)


@pytest.mark.django_db
def test_a_worker_that_fell_silent_is_an_error():
    Worker.objects.create(name="it", seen_at=ago(minutes=3))
    assert house.worker().level == Level.ERROR

    Worker.objects.create(name="other")
    assert house.worker().level == Level.GOOD


@pytest.mark.django_db
def test_the_command_says_what_to_do_for_each_error_and_fails(capsys, settings):
    settings.MAIL_URL, settings.SITE_URL = "", "http://127.0.0.1:1"

    with pytest.raises(SystemExit) as ended:
        call_command("doctor")

    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert said.count("[ERROR]") >= 4
    assert "To do: Set MAIL_URL." in said
    assert "To do: Run manage.py worker" in said
    assert "[ERROR] Bounces" in said


@pytest.mark.django_db
@pytest.mark.parametrize(("caught", "level"), [(0, Level.GOOD), (10, Level.GOOD), (11, Level.ADVICE)])
def test_when_most_comments_fill_the_hidden_field_something_is_wrong_with_it(caught, level):
    article = make_article()
    for _ in range(5):
        make_comment(article=article).reasons.create(check_name="honeypot")  # of longer ago
    for n in range(20):
        comment = make_comment(article=article)
        if n < caught:
            comment.reasons.create(check_name="honeypot")

    finding = house.hidden_field()

    assert (finding.level, f"{caught} of the last 20" in finding.said) == (level, True)

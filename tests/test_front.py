"""deploy/nginx.conf in a real nginx: what it passes on, and what it answers itself."""

import gzip
import json
import socket
import ssl

import pytest

from tests.echo_site import ask, numbers, trusting
from tests.front import has_nginx

pytestmark = pytest.mark.skipif(not has_nginx(), reason="nginx and openssl are not installed")


def test_the_site_is_told_who_asks_and_how_and_nothing_that_the_reader_made_up(front, site):
    lies = {"X_Forwarded_For": "1.2.3.4", "X_Forwarded_Proto": "http", "X_Forwarded_Host": "evil.example"}

    _, _, body = ask(front, "/", **lies, X_Real_IP="1.2.3.4", Forwarded="for=1.2.3.4")

    told = json.loads(body)["headers"]
    assert told["Host"] == front.authority
    assert told["X-Forwarded-For"] == "1.2.3.4, 127.0.0.1"
    assert told["X-Forwarded-Proto"] == "https"
    assert told["Cache-Control"] == "max-age=0"
    assert not {"X-Forwarded-Host", "X-Real-IP", "Forwarded"} & set(told)


def test_plain_http_is_sent_to_https(front, site):
    status, headers, _ = ask(front, "/about/?x=1", plain=True, Host="localhost")

    assert (status, headers["Location"]) == (301, f"https://{front.authority}/about/?x=1")
    assert site.asked == 0


@pytest.mark.parametrize("address", ["/newsletter/leave/token/", "/comments/digest/leave/token/"])
def test_leaving_in_one_click_needs_no_redirect(front, site, address):
    status, _, body = ask(front, address, method="POST", plain=True, body=b"List-Unsubscribe=One-Click")

    assert (status, json.loads(body)["sent"]) == (200, 26)


def test_a_body_that_no_form_sends_is_refused_at_the_front(front, site):
    assert ask(front, "/newsletter/", method="POST", body=b"x" * 300_000)[0] == 413
    assert ask(front, "/admin/", method="POST", body=b"x" * 300_000)[0] == 200


def test_files_come_compressed_and_may_be_kept_for_ever(front, site):
    status, headers, body = ask(front, "/static/site.0123456789ab.css", Accept_Encoding="gzip")

    assert (status, gzip.decompress(body), site.asked) == (200, b"body{}", 0)
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_does_not_lie_there_is_asked_of_the_site(front, site):
    ask(front, "/static/other.0123456789ab.css")

    assert site.asked == 1


def test_another_host_gets_no_answer(front):
    with pytest.raises((ConnectionError, ssl.SSLError)):
        ask(front, "/", Host="evil.example")


def test_http_2_is_spoken(front):
    context = trusting()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", front.port)) as line,
        context.wrap_socket(line, server_hostname="localhost") as tls,
    ):
        assert (tls.selected_alpn_protocol(), tls.version()) == ("h2", "TLSv1.3")


def test_a_body_that_is_still_coming_holds_no_thread_of_the_site(front, site):
    with socket.create_connection(("127.0.0.1", front.plain)) as line:
        line.sendall(
            b"POST /newsletter/leave/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n"
            b"Connection: close\r\n\r\nabc"
        )
        assert numbers(front, "/", 1) == [1]
        line.sendall(b"def")
        answer = b"".join(iter(lambda: line.recv(4096), b""))

    assert b'"sent": 6' in answer

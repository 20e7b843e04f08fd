"""deploy/nginx.conf in a real nginx, before a site that says what it was asked."""

import gzip
import json
import socket
import ssl
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import time

import pytest

from cramps_site.lib.pages import PUBLIC
from tests.front import Front, has_nginx

pytestmark = pytest.mark.skipif(not has_nginx(), reason="nginx and openssl are not installed")


class Site(ThreadingHTTPServer):
    """Answers everything with what it was sent, and with the headers that a test has set."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Echo)
        self.headers, self.status, self.asked = {"Cache-Control": PUBLIC}, 200, 0
        self.may_answer = Event()
        self.may_answer.set()


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked += 1
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.may_answer.wait(timeout=10)
        if self.server.headers.get("ETag", "") == self.headers["If-None-Match"]:
            self.say_that_it_is_the_same()
            return
        body = json.dumps({"number": self.server.asked, "headers": dict(self.headers), "sent": len(sent)}).encode()
        self.send_response(self.server.status)
        for name, value in (self.server.headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def say_that_it_is_the_same(self):
        self.send_response(304)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def site():
    with Site() as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield site
        site.shutdown()


@pytest.fixture
def front(site, tmp_path):
    hashed = tmp_path / "static" / "site.0123456789ab.css"
    hashed.parent.mkdir()
    hashed.write_text("body{}")
    hashed.with_name(hashed.name + ".gz").write_bytes(gzip.compress(b"body{}"))
    with Front(tmp_path / "front", [site.server_port], files=tmp_path) as front:
        yield front


def ask(front, path, *, method="GET", plain=False, body=None, address="127.0.0.1", **headers):
    """(status, headers, body) as they come over the line, asked at an address of this machine."""
    line = HTTPConnection(address, front.plain, timeout=10) if plain else line_to(front)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    line.request(method, path, body, {"Host": front.authority} | named)
    answer = line.getresponse()
    try:
        return answer.status, answer.headers, answer.read()
    finally:
        line.close()


def line_to(front):
    return HTTPSConnection("127.0.0.1", front.port, timeout=10, context=trusting())


def trusting():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def numbers(front, address, times=2, **headers):
    return [json.loads(ask(front, address, **headers)[2])["number"] for _ in range(times)]


def test_a_public_page_is_asked_for_once_whatever_cookies_readers_have(front, site):
    assert numbers(front, "/") + numbers(front, "/", Cookie="sessionid=x") == [1, 1, 1, 1]


def test_every_way_to_ask_for_gzip_is_one(front, site):
    ways = ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "GZIP"]
    none = ["identity", "br", "gzip;q=0", ""]

    assert [numbers(front, "/", 1, Accept_Encoding=way) for way in ways] == [[1]] * 4
    assert [numbers(front, "/", 1, Accept_Encoding=way) for way in none] == [[2]] * 4


@pytest.mark.parametrize("header", ["private, no-store", "max-age=60", "no-cache"])
def test_what_does_not_say_public_is_not_kept(front, site, header):
    site.headers = {"Cache-Control": header}

    assert numbers(front, "/comments/token/") == [1, 2]


def test_an_answer_that_sets_a_cookie_is_not_kept(front, site):
    site.headers |= {"Set-Cookie": "a=b"}

    assert numbers(front, "/") == [1, 2]


def test_the_admin_is_never_kept(front, site):
    assert numbers(front, "/admin/") == [1, 2]


def test_odd_questions_fill_nothing(front, site):
    assert numbers(front, "/?page=2") == [1, 1]
    assert numbers(front, "/?x=1") == [2, 3]
    assert numbers(front, "/?page=2&page=3") == [4, 5]
    assert numbers(front, "/?after=1") == [6, 7]
    assert numbers(front, "/articles/known/?page=2") == [8, 9]  # which the site gives without a word
    assert numbers(front, "/articles/known/comments/?page=2") == [10, 10]
    assert numbers(front, "/articles/known/comments/?order=newest&page=2") == [11, 11]
    assert numbers(front, "/articles/known/comments/?thread=1") == [12, 12]
    assert numbers(front, "/articles/known/comments/?thread=1&after=3") == [13, 13]
    assert numbers(front, "/topics/night-cramps/?page=2") == [14, 14]


def test_what_is_kept_is_served_while_the_site_is_broken_or_gone(front, site):
    site.headers |= {"X-Accel-Expires": f"@{int(time()) - 5}"}
    assert numbers(front, "/", 2) == [1, 2]  # expired at once, so asked for again

    site.status = 503
    assert numbers(front, "/", 1) == [2]
    site.shutdown()
    site.server_close()
    assert numbers(front, "/", 1) == [2]


def test_of_a_page_that_is_still_the_same_the_site_sends_no_body_again(front, site):
    site.headers |= {"ETag": '"same"', "X-Accel-Expires": f"@{int(time()) - 5}"}

    assert [ask(front, "/")[0] for _ in range(2)] + numbers(front, "/", 1) == [200, 200, 1]
    assert site.asked == 3  # each time whether it is the same

    site.headers |= {"ETag": '"other"'}
    assert numbers(front, "/", 2) == [4, 4]


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


def test_ten_who_ask_for_a_new_page_at_once_ask_the_site_once(front, site):
    site.may_answer.clear()
    lines = [line_to(front) for _ in range(10)]
    for line in lines:
        line.request("GET", "/", headers={"Host": front.authority})
    until_asked(site, 1)
    site.may_answer.set()

    assert [json.loads(line.getresponse().read())["number"] for line in lines] == [1] * 10
    for line in lines:
        line.close()


def test_while_one_asks_anew_the_others_get_what_is_kept(front, site):
    site.headers |= {"X-Accel-Expires": f"@{int(time()) - 5}"}
    assert numbers(front, "/", 1) == [1]

    site.may_answer.clear()
    first = Thread(target=numbers, args=(front, "/", 1))
    first.start()
    until_asked(site, 2)
    assert numbers(front, "/", 3) == [1, 1, 1]
    site.may_answer.set()
    first.join()


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


def test_a_flood_from_one_address_is_told_429_and_the_machine_itself_is_not(front, site):
    site.headers = {"Cache-Control": "private, no-store"}
    post = {"method": "POST", "body": b"x", "plain": True}

    def said(address, times):
        return {ask(front, "/newsletter/leave/token/", address=address, **post)[0] for _ in range(times)}

    assert said(own_address(), 300) == {200, 429}
    assert said("127.0.0.1", 300) == {200}


def test_behind_a_cdn_each_reader_is_counted_and_told_to_the_site(site, tmp_path):
    site.headers = {"Cache-Control": "private, no-store"}
    with Front(tmp_path / "front", [site.server_port], trusted="127.0.0.0/8") as front:

        def said(reader, times):
            post = {"method": "POST", "body": b"x", "plain": True, "X_Forwarded_For": f"6.6.6.6, {reader}"}
            return {ask(front, "/newsletter/leave/token/", **post)[0] for _ in range(times)}

        assert said("192.0.2.7", 300) == {200, 429}
        assert said("192.0.2.8", 1) == {200}
        _, _, body = ask(front, "/", X_Forwarded_For="6.6.6.6, 192.0.2.8")
        assert json.loads(body)["headers"]["X-Forwarded-For"].endswith(", 192.0.2.8")


def test_one_address_has_four_hundred_connections_at_once_and_the_machine_itself_is_not_counted(front, site):
    with ExitStack() as lines:
        own = [half_ask(front, own_address(), lines) for _ in range(401)]
        machine = [half_ask(front, "127.0.0.1", lines) for _ in range(401)]

        assert [status for status, _ in own] == [b"100"] * 400 + [b"429"]
        assert {status for status, _ in machine} == {b"100"}

        _, line = own[0]
        line.close()
        deadline = time() + 10
        while half_ask(front, own_address(), lines)[0] == b"429":
            assert time() < deadline


def half_ask(front, address, lines):
    """(status, connection) of a question that has come but for its body; 100 tells the reader to go on with it."""
    line = lines.enter_context(socket.create_connection((address, front.plain), timeout=10))
    line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n")
    return line.recv(4096).split()[1], line


def until_asked(site, times):
    deadline = time() + 10
    while site.asked < times:
        assert time() < deadline


def own_address():
    """Of this machine, and not the loopback; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return probe.getsockname()[0]

"""Asking other sites whether they answer: what is understood of them, and who is never spoken to."""

import socket
import ssl
from ipaddress import ip_address
from threading import Event

import pytest

from cramps_site.lib import asking
from cramps_site.lib.asking import Answer, ask, ask_all, is_public
from tests.other_site import OtherSite

V4, V6 = socket.AF_INET, socket.AF_INET6


@pytest.fixture
def lines(monkeypatch):
    """Where somebody tried to connect to. Nobody gets there."""
    tried = []

    def connect(line, place):
        tried.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


@pytest.fixture
def means(monkeypatch):
    """Call it with what every name means from then on, numbers or an error. Returns who is looked up."""

    def mean(*numbers, error=None):
        looked_up = []

        def getaddrinfo(host, port, **options):
            looked_up.append(host)
            if error:
                raise socket.gaierror(error, "nobody")
            families = [V6 if ":" in number else V4 for number in numbers]
            return [(family, 1, 6, "", (number, port)) for family, number in zip(families, numbers, strict=True)]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return looked_up

    return mean


@pytest.mark.parametrize(
    ("status", "well", "gone"),
    [
        (200, True, False),
        (204, True, False),
        (301, True, False),
        (403, False, False),
        (404, False, True),
        (410, False, True),
        (429, False, False),
        (503, False, False),
    ],
)
def test_a_site_is_asked_and_what_it_answers_is_well_or_gone_or_neither(other_site, status, well, gone):
    other_site.answers["/a"] = status

    answer = other_site.ask(other_site.at("/a"))

    assert answer == Answer(status, f"it answered {status}")
    assert (answer.is_well, answer.is_gone) == (well, gone)


@pytest.mark.parametrize("refusal", [403, 404, 405, 410, 501])
def test_where_a_site_does_not_know_head_it_is_asked_for_the_page(other_site, refusal):
    other_site.answers["HEAD /a"] = refusal

    assert other_site.ask(other_site.at("/a")).status == 200
    assert other_site.asked == ["HEAD /a", "GET /a"]


def test_a_redirect_is_an_answer_and_nobody_follows_it(other_site):
    other_site.answers["/a"] = 302

    assert other_site.ask(other_site.at("/a")).status == 302
    assert other_site.asked == ["HEAD /a"]


def test_a_site_learns_who_asks_and_nothing_else(other_site, settings):
    settings.SITE_URL = "https://cramps.example"

    other_site.ask(other_site.at("/a b/ü?q=ä&r=%20#part"))

    assert other_site.asked == ["HEAD /a%20b/%C3%BC?q=%C3%A4&r=%20"]
    assert other_site.headers == {
        "Host": "127.0.0.1",
        "User-Agent": "link check (+https://cramps.example)",
        "Accept": "*/*",
        "Connection": "close",
    }


def test_a_site_that_never_answers_is_waited_for_as_long_as_allowed():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]

        answer = ask(f"http://127.0.0.1:{port}/", is_allowed=bool, ports={"http": port}, seconds=0.2)

    assert answer == Answer(0, "no answer in time")
    assert not answer.is_gone


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 2", b"", b"x" * 10_000])
def test_what_is_no_http_is_told_and_no_more_than_4_kb_of_it_are_read(said):
    here, there = socket.socketpair()
    with here, there:
        there.sendall(said)
        there.shutdown(socket.SHUT_WR)

        with pytest.raises(asking.Unasked, match="its answer is no HTTP"):
            asking.first_status(here, asking.time.monotonic() + 5)

        assert len(here.recv(20_000)) == max(0, len(said) - 4096)


def test_a_certificate_that_nobody_vouches_for_is_told_and_one_that_holds_is_taken(certificate, monkeypatch):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    with OtherSite(context) as site:
        stranger = site.ask(site.at("/a"))
        trusting = ssl.create_default_context(cafile=certificate[0])
        monkeypatch.setattr(asking, "trusted", lambda: trusting)
        known = site.ask(site.at("/a"))

    assert stranger.status == 0
    assert stranger.words.startswith("its certificate is not valid: self-signed")
    assert known.status == 200


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://127.0.0.1/", "not public"),
        ("http://127.1/", "not public"),
        ("http://0x7f.1/", "not public"),
        ("http://2130706433/", "not public"),
        ("http://localhost/", "not public"),
        ("http://[::1]/", "not public"),
        ("http://[::ffff:10.0.0.1]/", "not public"),
        ("http://[64:ff9b::10.0.0.1]/", "not public"),
        ("http://10.0.0.1/", "not public"),
        ("http://172.16.0.1/", "not public"),
        ("https://192.168.1.1/", "not public"),
        ("http://169.254.169.254/latest/meta-data/", "not public"),
        ("http://100.100.100.200/", "not public"),
        ("http://0.0.0.0/", "not public"),
        ("http://224.0.0.1/", "not public"),
        ("http://1.1.1.1:22/", "it leads to port 22"),
        ("http://1.1.1.1:443/", "it leads to port 443"),
        ("http://1.1.1.1:99999/", "it is no address"),
        ("http://user@1.1.1.1/", "it names a user"),
        ("http://1.1.1.1\\@10.0.0.1/", "it names a user"),
        ("http://@1.1.1.1/", "it names a user"),
        ("ftp://1.1.1.1/", "it is no address"),
        ("file:///etc/passwd", "it is no address"),
        ("//1.1.1.1/", "it is no address"),
        ("http:///path", "it is no address"),
        ("http://[::1/", "it is no address"),
        ("http://a..b/", "it is no address"),
        ("http://a%0d%0ab.example/", "it is no address"),
    ],
)
def test_who_is_no_public_machine_is_never_spoken_to(lines, address, words):
    answer = ask(address)

    assert answer.status == 0
    assert words in answer.words
    assert lines == []


def test_a_name_that_means_one_private_machine_among_public_ones_is_not_asked(lines, means):
    means("1.1.1.1", "10.0.0.1")

    assert "not public" in ask("https://two.example/").words
    assert lines == []


def test_the_line_goes_to_the_very_machine_that_was_looked_at(lines, means):
    looked_up = means("2606:4700::1111", "1.1.1.1")

    answer = ask("https://ONE.example./")

    assert looked_up == ["one.example"]
    assert lines == [("1.1.1.1", 443), ("2606:4700::1111", 443)]
    assert (answer.status, answer.is_gone) == (0, False)


@pytest.mark.parametrize(
    ("error", "gone"), [(socket.EAI_NONAME, True), (socket.EAI_NODATA, True), (socket.EAI_AGAIN, False)]
)
def test_a_host_that_is_not_there_is_gone_and_one_that_cannot_be_looked_up_now_is_not(lines, means, error, gone):
    means(error=error)

    assert ask("https://gone.example/").is_gone is gone
    assert lines == []


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("64:ff9b::a00:1", False),
        ("::10.0.0.1", False),
        ("2002:a00:1::", False),
        ("fec0::1", False),
        ("fd00:ec2::254", False),
        ("fe80::1%1", False),
        ("ff0e::1", False),
        ("240.0.0.1", False),
    ],
)
def test_public_is_what_any_reader_reaches_and_no_other_way_into_a_network(number, public):
    assert is_public(ip_address(number)) is public


def test_many_are_asked_side_by_side_and_who_is_not_reached_in_time_was_not_asked():
    never = Event()

    def ask_one(address):
        if address == "slow":
            never.wait()
        return Answer(200, "it answered 200")

    answers = ask_all(["slow", *map(str, range(50))], ask_one=ask_one, seconds=1)
    never.set()

    assert list(answers) == [str(number) for number in range(29)]


def test_several_answers_of_one_site_are_kept_apart(other_site):
    other_site.answers = {"/a": 404, "/b": 503}

    answers = ask_all([other_site.at(path) for path in ["/a", "/b", "/c"]], ask_one=other_site.ask)

    assert [answer.status for answer in answers.values()] == [404, 503, 200]

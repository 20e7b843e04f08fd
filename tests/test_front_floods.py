"""How much of the site one address may have, at the front."""

import json
import socket
from contextlib import ExitStack
from time import time

import pytest

from tests.echo_site import ask
from tests.front import Front, has_nginx

pytestmark = pytest.mark.skipif(not has_nginx(), reason="nginx and openssl are not installed")


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


def own_address():
    """Of this machine, and not the loopback; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return probe.getsockname()[0]

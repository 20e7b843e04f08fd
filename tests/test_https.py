"""What `SITE_URL` decides: https or not, behind a proxy or not, in a process with the production settings."""

import json
import subprocess
import sys

import pytest

from tests.processes import TOP, database_url, environment

VISIT = """
import django, json, sys
from django.conf import settings
from django.test import Client
django.setup()
shown = []
for method, address, secure, headers in json.loads(sys.argv[1]):
    client = Client(raise_request_exception=False)
    body = {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}
    answer = client.generic(method, address, **body, secure=secure, headers=headers)
    shown.append([answer.status_code, dict(answer.headers)])
cookies = {name: getattr(settings, name) for name in dir(settings) if "COOKIE_SECURE" in name or "COOKIE_NAME" in name}
print(json.dumps([shown, cookies]))
"""


def visit(site_url, tmp_path, *requests, **settings):
    """Load the production settings for `site_url` in a process of its own, and make requests there."""
    settings = {
        "SITE_URL": site_url,
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "cramps_site.settings",
    } | settings
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", VISIT, json.dumps(requests)],
        cwd=TOP,
        env=environment(**settings),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def test_over_https_browsers_are_told_to_stay_there(tmp_path):
    site = "https://cramps.example"
    requests = [("GET", "/healthz", True, {"Host": "cramps.example"})]

    [[status, headers]], cookies = visit(site, tmp_path, *requests)

    assert status == 200
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert cookies["SESSION_COOKIE_SECURE"] is cookies["CSRF_COOKIE_SECURE"] is True
    assert cookies["SESSION_COOKIE_NAME"].startswith("__Host-")


def test_plain_http_is_sent_to_the_site_itself_whatever_host_was_asked(tmp_path):
    requests = [("GET", "/about/?x=1", False, {"Host": host}) for host in ["cramps.example", "evil.example"]]

    shown, _ = visit("https://cramps.example", tmp_path, *requests)

    for status, headers in shown:
        assert (status, headers["Location"]) == (301, "https://cramps.example/about/?x=1")
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.django_db
def test_health_checks_and_one_click_are_answered_over_plain_http(tmp_path):
    host = {"Host": "cramps.example"}
    requests = [["GET", "/healthz"], ["GET", "/readyz"], ["POST", "/newsletter/leave/x/"]]
    requests += [["POST", "/comments/mail/leave/x/"], ["POST", "/comments/digest/leave/x/"]]

    shown, _ = visit(
        "https://cramps.example",
        tmp_path,
        *([*request, False, host] for request in requests),
        DATABASE_URL=database_url(),
    )

    assert [status for status, _ in shown] == [200, 200, 404, 404, 404]


@pytest.mark.parametrize(("proxies", "status"), [("0", 301), ("1", 200)])
def test_only_a_trusted_proxy_may_say_that_the_reader_came_by_https(tmp_path, proxies, status):
    headers = {"Host": "cramps.example", "X-Forwarded-Proto": "https"}

    [[answered, _]], _ = visit(
        "https://cramps.example", tmp_path, ("GET", "/robots.txt", False, headers), TRUSTED_PROXY_COUNT=proxies
    )

    assert answered == status


def test_over_plain_http_a_trial_works(tmp_path):
    [[status, headers]], cookies = visit(
        "http://127.0.0.1:8000", tmp_path, ("GET", "/healthz", False, {"Host": "127.0.0.1"})
    )

    assert status == 200
    assert "Strict-Transport-Security" not in headers
    assert cookies["SESSION_COOKIE_SECURE"] is cookies["CSRF_COOKIE_SECURE"] is False

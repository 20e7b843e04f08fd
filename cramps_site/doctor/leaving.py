"""Leaves the newsletter as a mail program would, with a link that is nobody's."""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from django.urls import reverse

from cramps_site.doctor.finding import advice, error, good
from cramps_site.lib.one_click import ONE_CLICK
from cramps_site.lib.site import absolute
from newsletter.marks import LEAVE

WHAT = "Leaving in one click"
WAITS = 10  # seconds
TOO_LONG = 70  # characters, from which on programs that write headers anew fold or encode an address
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def leave_address():
    """As it stands in List-Unsubscribe. We write it whole whatever its length; others may not."""
    length = len(absolute(reverse("newsletter:leave", args=[LEAVE])))
    if length < TOO_LONG:
        return good(WHAT, f"its address in the header has {length} characters")
    said = f"its address in the header has {length} characters, and a mail server on the way may break it from 70 on"
    return advice(WHAT, said, f"A host in SITE_URL that is shorter by {length - TOO_LONG + 1} avoids it.")


def leaving(site_url):
    """Our own page must answer itself: mail programs follow no redirect (RFC 8058, section 3.1)."""
    site, path = urlsplit(site_url), reverse("newsletter:leave", args=["nobody"])
    if site.scheme != "https":
        yield error(WHAT, f"{site_url} has no https, so mail programs show no button", "Set SITE_URL to https://…")
    kind = HTTPSConnection if site.scheme == "https" else HTTPConnection
    line = kind(site.hostname, site.port, timeout=WAITS)
    try:
        line.request("POST", path, urlencode(ONE_CLICK), FORM)
        answer = line.getresponse()
        words = answer.read(100)
    except (OSError, HTTPException) as trouble:
        yield error(WHAT, f"{site_url} does not answer from here: {trouble}", "Look at SITE_URL, DNS, and the proxy.")
        return
    finally:
        line.close()
    if 300 <= answer.status < 400:
        said = f"{site_url} answers with a redirect to {answer.headers.get('Location')}"
        yield error(WHAT, said, "Set SITE_URL to where the site really lives, and let the proxy not redirect posts.")
    elif answer.status == 404 and words.startswith(b"This link is not complete"):
        yield good(WHAT, f"{site_url} answers itself")
    else:
        yield error(
            WHAT, f"{site_url} answers {answer.status}, not as this site does", "Look at SITE_URL and the proxy."
        )

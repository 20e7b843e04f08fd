"""Public pages travel compressed to those who can read it; what belongs to one person does not."""

import gzip

import pytest

from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db

GZIP = {"Accept-Encoding": "br, gzip;q=0.5"}


@pytest.mark.parametrize(
    "address", ["/", "/articles/known/", "/search/?q=known", "/feed/", "/feed.json", "/robots.txt"]
)
def test_a_public_page_is_the_same_when_it_is_unpacked(client, address):
    make_article("Known", slug="known", body="It is the muscle itself. " * 50)

    plain, packed = client.get(address), client.get(address, headers=GZIP)

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content)
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "br, gzip; q=0.0"])
def test_who_cannot_read_it_gets_it_plain(client, accepted):
    response = client.get("/about/", headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in response
    assert "<h1" in response.text


def test_a_page_of_one_person_a_missing_one_and_a_picture_stay_as_they_are(client):
    make_article("Known", slug="known")

    for address in [make_comment().private_url(), "/nothing/", "/articles/known/share.png"]:
        assert "Content-Encoding" not in client.get(address, headers=GZIP), address


def test_who_has_a_compressed_feed_is_told_that_it_is_the_same(client):
    make_article("Known")
    first = client.get("/feed/", headers=GZIP)

    again = client.get("/feed/", headers=GZIP | {"If-None-Match": first["ETag"]})

    assert first["ETag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
    assert "Content-Encoding" not in again
    assert "Content-Length" not in again

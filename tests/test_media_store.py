"""Pictures in a bucket: stored there, shown at the site's own address, and clear words where it is set up wrongly."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cramps_site import env
from tests.factories import make_article
from tests.pages import Html
from tests.s3_server import s3_server
from tests.test_renditions import photograph


@pytest.fixture
def bucket(settings):
    """{path: bytes} of what lies in the bucket that the site uses."""
    with s3_server() as (address, files):
        settings.STORAGES = settings.STORAGES | {"default": env.media(address)}
        yield files


def shown(client, address):
    """(content, headers) of a picture as a browser gets it."""
    response = client.get(address)
    content = response.getvalue()
    response.close()
    return content, response.headers


@pytest.mark.django_db
def test_an_articles_picture_lies_in_the_bucket_and_is_shown_at_our_own_address(bucket, client):
    article = make_article(lead_image=photograph(900, 600), lead_image_alt="A calf")

    page = Html(client.get(article.get_absolute_url()))

    assert len(bucket) == 3  # itself, smaller as AVIF, smaller as WebP
    images = [image.get("src") for image in page.all("img") if "/media/" in (image.get("src") or "")]
    assert images
    for address in images:
        content, headers = shown(client, address)
        assert content == bucket[f"/pictures/{address.removeprefix('/media/')}"]
        assert headers["Content-Type"].startswith("image/")
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_name_is_never_used_twice(bucket):
    first = default_storage.save("articles/a.png", ContentFile(b"one"))
    second = default_storage.save("articles/a.png", ContentFile(b"two"))

    assert first != second
    for name, content in [(first, b"one"), (second, b"two")]:
        with default_storage.open(name) as file:
            assert file.read() == content


@pytest.mark.parametrize("path", ["missing.png", "../other/secret", "%2e%2e/secret", "articles/", "x" * 900])
def test_what_is_not_there_is_not_found(bucket, client, path):
    bucket["/other/secret"] = bucket["/secret"] = b"s3cret"

    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.parametrize(
    "address", ["https://key:secret@host/bucket", "s3://host/bucket", "s3://key:secret@host", "s3://key@host/bucket"]
)
def test_a_wrong_address_says_what_it_must_look_like(address):
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORE must look like"):
        env.media(address)


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(env, "find_spec", lambda name: None)

    with pytest.raises(ImproperlyConfigured, match=r"requirements-s3\.txt"):
        env.media("s3://key:secret@host/bucket")

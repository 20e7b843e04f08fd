"""Uploaded pictures: what may be one, under which name it is stored, how it is served."""

import struct
import zlib
from io import BytesIO

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles.models import Article
from articles.pictures import is_picture
from tests.factories import make_article, make_person, make_user
from tests.pages import Html

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(format="PNG", size=(4, 3), mode="RGB"):
    file = BytesIO()
    Image.new(mode, size).save(file, format)
    return file.getvalue()


def png_that_says(width, height):
    """A PNG of a few bytes whose header claims a size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b""))


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def refusal_of(name, content):
    """What the model says of it, as the words beside the field."""
    article = Article(title="T", slug="t", body="Words.", lead_image=SimpleUploadedFile(name, content))
    with pytest.raises(ValidationError) as refusal:
        article.full_clean()
    assert set(refusal.value.message_dict) == {"lead_image"}
    return " ".join(refusal.value.message_dict["lead_image"])


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_pictures_that_every_browser_shows_are_taken(format):
    article = make_article(lead_image=SimpleUploadedFile(f"Calf at night.{format.lower()}", picture(format)))

    article.full_clean()

    assert (article.image_width, article.image_height) == (4, 3)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", SVG),
        ("drawing.png", SVG),
        ("page.png", b"<html><script>alert(1)</script></html>"),
        ("moving.gif", picture("GIF")),
        ("moving.png", picture("GIF")),
        ("old.tiff", picture("TIFF")),
        ("page.html", picture()),
        ("noname", picture()),
        ("cut.png", picture()[:10]),
    ],
)
def test_what_is_no_picture_is_refused_whatever_its_name(name, content):
    assert "no JPEG, PNG, WebP or AVIF" in refusal_of(name, content)


def test_a_picture_of_too_many_pixels_is_refused_by_its_header():
    assert "8000 × 6000 pixels" in refusal_of("huge.png", picture(size=(8000, 6000), mode="1"))


@pytest.mark.parametrize("side", [10_000, 60_000])
def test_a_size_that_would_fill_the_memory_is_not_tried(side):
    with pytest.raises(ValidationError, match="40 million"):
        is_picture(SimpleUploadedFile("bomb.png", png_that_says(side, side)))


def test_a_picture_of_too_many_bytes_is_refused():
    assert "larger than 8 MB" in refusal_of("heavy.png", picture() + b"\x00" * (8 * 1024 * 1024))


def test_a_portrait_is_held_to_the_same():
    person = make_person()
    person.photo = SimpleUploadedFile("me.png", SVG)

    with pytest.raises(ValidationError, match="no JPEG"):
        person.full_clean()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", SVG),
        ("page.png", b"<html>"),
        ("moving.gif", picture("GIF")),
        ("b.png", png_that_says(60_000, 60_000)),
    ],
)
def test_the_form_of_the_desk_refuses_in_words_and_stores_nothing(client, name, content):
    client.force_login(make_user(is_superuser=True))
    before = set(settings.MEDIA_ROOT.rglob("*"))
    rows = {
        f"{rows}-{part}": "0"
        for rows in ["authorships", "filings", "references"]
        for part in ["TOTAL_FORMS", "INITIAL_FORMS"]
    }
    fields = {"title": "T", "slug": "t", "body": "Words.", "lead_image": SimpleUploadedFile(name, content)}

    response = client.post("/admin/articles/article/add/", fields | rows)

    assert response.status_code == 200
    assert Html(response).texts("ul", class_="errorlist")
    assert not Article.objects.exists()
    assert set(settings.MEDIA_ROOT.rglob("*")) == before


def test_no_name_is_used_twice_and_none_tells_what_the_file_was_called():
    names = []
    for _ in range(2):
        article = make_article(lead_image=SimpleUploadedFile("Jane Doe's leg.PNG", picture()))
        names.append(article.lead_image.name)
        article.lead_image.delete()

    assert len(set(names)) == 2
    for name in names:
        assert name.startswith("articles/")
        assert name.endswith(".png")
        assert "Jane" not in name


@pytest.fixture
def served(client):
    """The answer for a file in the folder of pictures."""

    def get(name, content=b"", **headers):
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return client.get(f"/media/{name}", headers=headers)

    return get


def test_a_picture_is_served_as_a_picture(served):
    response = served("articles/a.png", picture())

    assert response.getvalue() == picture()
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies
    assert "Vary" not in response


@pytest.mark.parametrize("name", ["x.svg", "x.html", "x.xml", "x.js", "noname"])
def test_what_lies_among_the_pictures_can_do_nothing_in_a_browser(served, name):
    response = served(name, SVG)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.getvalue() == SVG


def test_a_picture_that_the_browser_has_is_not_sent_again(served):
    assert served("a.png", picture()).getvalue()

    response = served("a.png", picture(), **{"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"})

    assert (response.status_code, response.getvalue()) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "../cramps.sqlite3",
        "..%2Fsecret_key",
        "%2e%2e/secret_key",
        "articles/../../secret_key",
        "/etc/passwd",
        "..\\secret_key",
        "%00",
        "articles/",
        "",
        "x" * 3000,
    ],
)
def test_nothing_but_a_file_of_that_folder_is_served(client, path):
    (settings.DATA_DIR / "secret_key").write_text("s3cret")
    (settings.MEDIA_ROOT / "articles").mkdir(parents=True, exist_ok=True)

    response = client.get(f"/media/{path}")

    assert response.status_code in {400, 404}
    assert b"s3cret" not in response.content


def test_a_picture_can_be_looked_at_and_nothing_else(client):
    assert client.post("/media/articles/a.png").status_code in {403, 405}

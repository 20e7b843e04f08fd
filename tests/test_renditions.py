"""Lead images: small files for every screen, and nothing of the camera in them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photograph(width, height):
    """A JPEG with a place, a camera and a turn to the right in its EXIF."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    buffer = BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "JPEG", exif=exif)
    return SimpleUploadedFile("me.jpg", buffer.getvalue(), "image/jpeg")


def test_a_lead_image_comes_in_avif_and_webp_in_four_widths(client, tmp_path):
    article = make_article(lead_image=photograph(1200, 2000))

    page = client.get(article.get_absolute_url()).text

    assert (article.image_width, article.image_height) == (2000, 1200)
    for kind in ["avif", "webp"]:
        for width in [480, 800, 1200, 1600]:
            [file] = tmp_path.glob(f"articles/*-{width}.{kind}")
            assert f"/media/articles/{file.name} {width}w" in page
            with Image.open(file) as picture:
                assert picture.size == (width, width * 1200 // 2000)


def test_nothing_of_the_camera_is_kept(tmp_path):
    make_article(lead_image=photograph(800, 600))

    for file in tmp_path.rglob("*.*"):
        assert b"CameraMaker" not in file.read_bytes()
        with Image.open(file) as picture:
            assert not picture.getexif()


def test_a_small_picture_is_not_blown_up(tmp_path):
    make_article(lead_image=photograph(300, 400))

    assert sorted(file.name[-9:] for file in tmp_path.rglob("*-400.*")) == ["-400.avif", "-400.webp"]


@pytest.mark.parametrize(
    ("caption", "shown"),
    [
        ("A calf | Photo: Jane", 'A calf <span class="credit">Photo: Jane</span>'),
        ("A calf", "A calf"),
        ("<b> | <i>", '&lt;b&gt; <span class="credit">&lt;i&gt;</span>'),
    ],
)
def test_a_lead_image_has_a_caption_and_a_credit(client, caption, shown):
    article = make_article(lead_image=photograph(60, 80), lead_image_caption=caption)

    assert f"<figcaption>{shown}</figcaption>" in client.get(article.get_absolute_url()).text

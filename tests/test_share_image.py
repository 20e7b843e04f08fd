"""The picture that other sites show beside a link to an article."""

from io import BytesIO

import pytest
from PIL import Image, ImageFont

from articles import share_drawing, share_image
from tests.factories import ago, make_article, make_person, make_topic
from tests.pages import Html

pytestmark = pytest.mark.django_db

PAPER = (255, 253, 249)
HOSTILE = {
    "nothing": "",
    "empty lines": "\n\n \t",
    "one long word": "W" * 200,
    "many words": "cramp " * 33,
    "markup": "</title><script>alert(1)</script>",
    "steering characters": "\u202egnihtemos\u2066 \x00\x1b[31m \ufeff\ufffe",
    "right to left": "لماذا تتشنج عضلات الساق ليلاً وما الذي يساعد",
    "mixed": "Cramps שרירים in Ägypten и ноги",
    "no spaces": "夜間のこむら返りの原因と対策" * 10,
    "emoji": "🦵🏽👩‍⚕️" * 20,
    "marks on marks": "c" + "\u0301" * 190,
}


@pytest.fixture(autouse=True)
def cache(settings, tmp_path):
    settings.CACHE_DIR = tmp_path
    return tmp_path / "share"


def picture_of(client, article):
    response = client.get(f"{article.get_absolute_url()}share.png")
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    picture = Image.open(BytesIO(response.content))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    return picture.convert("RGB")


def ink_of(picture, box):
    """How many colours stand in a part of the picture: one is bare paper."""
    return len(picture.crop(box).getcolors(maxcolors=1_000_000))


def test_it_is_a_png_of_the_size_that_other_sites_ask_for(client):
    picture = picture_of(client, make_article("Why it hurts", authors=[make_person()], topics=[make_topic()]))

    assert picture.getpixel((2, 300)) == PAPER
    for part in ["topic", "title", "trace", "authors", "name"]:
        box = {"topic": (72, 60, 600, 120), "title": (72, 130, 900, 300), "trace": (72, 500, 1100, 540),
               "authors": (72, 545, 600, 610), "name": (800, 545, 1130, 610)}[part]  # fmt: skip
        assert ink_of(picture, box) > 1, part


def test_it_is_small_enough_to_send(client):
    article = make_article("Why your calf locks at four in the morning, and what helps", authors=[make_person()])

    assert len(client.get(f"{article.get_absolute_url()}share.png").content) < 60_000


def test_two_titles_make_two_pictures(client):
    one, other = picture_of(client, make_article("One")), picture_of(client, make_article("Other"))

    assert one.tobytes() != other.tobytes()


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_any_words_are_drawn_within_the_picture(title):
    picture = Image.open(BytesIO(share_drawing.drawn(title, title, title, title or "Cramps"))).convert("RGB")

    assert picture.size == (1200, 630)
    assert ink_of(picture, (0, 20, 40, 630)) == ink_of(picture, (1170, 20, 1200, 630)) == 1
    assert ink_of(picture, (0, 465, 1200, 490)) == 1  # the title ends above the line


def test_without_a_font_of_the_system_pillow_s_own_is_used(monkeypatch):
    with_fonts = share_drawing.drawn("Night", "Why it hurts", "Ines", "Cramps")
    monkeypatch.setattr(share_drawing, "installed", list)

    without = share_drawing.drawn("Night", "Why it hurts", "Ines", "Cramps")

    picture = Image.open(BytesIO(without)).convert("RGB")
    assert ink_of(picture, (72, 130, 900, 300)) > 1
    assert without != with_fonts or isinstance(share_drawing.font_for("a", 30), ImageFont.FreeTypeFont)


@pytest.mark.parametrize("published_at", [None, ago(days=-1)])
def test_what_nobody_can_read_has_no_picture(client, cache, published_at):
    make_article("Secret", slug="secret", published_at=published_at)

    assert client.get("/articles/secret/share.png").status_code == 404
    assert not cache.exists()


def test_an_old_address_leads_to_the_picture_at_the_new_one(client):
    article = make_article(slug="before")
    article.slug = "after"
    article.save()

    answer = client.get("/articles/before/share.png")

    assert (answer.status_code, answer["Location"]) == (301, "/articles/after/share.png")


def test_it_is_drawn_once(client, cache, monkeypatch):
    article = make_article()
    first = picture_of(client, article)
    monkeypatch.setattr(share_image, "drawn", None)  # calling it is an error from here on

    assert picture_of(client, article).tobytes() == first.tobytes()
    assert len(list(cache.iterdir())) == 1


def test_another_title_replaces_the_kept_picture(client, cache):
    article, other = make_article("Before"), make_article("Another article")
    before = picture_of(client, article)
    picture_of(client, other)
    article.title = "After"
    article.save()

    after = picture_of(client, article)

    assert before.tobytes() != after.tobytes()
    assert len(list(cache.iterdir())) == 2  # one of each article


def test_where_nothing_can_be_kept_it_is_drawn_each_time(client, settings, tmp_path):
    settings.CACHE_DIR = tmp_path / "file"
    settings.CACHE_DIR.write_text("not a folder")

    picture_of(client, make_article())


def test_the_page_names_the_picture_and_the_name_moves_with_its_words(client):
    def address():
        page = Html(client.get(article.get_absolute_url()))
        return next(meta.get("content") for meta in page.all("meta") if meta.get("property") == "og:image")

    article = make_article("Before", slug="known")
    before = address()
    article.touch()
    assert address() == before
    article.title = "After"
    article.save()

    assert address() != before
    assert address().startswith("http://testserver/articles/known/share.png?v=")
    assert client.get(address()).status_code == 200

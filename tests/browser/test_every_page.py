"""Every kind of page that readers see, on the narrowest screen, in both themes, with scripts on and off."""

import pytest

from articles.models import Article, Person, Topic
from comments.models import Comment
from cramps_site import demo
from newsletter.models import Letter, Subscriber
from tests.factories import ago, make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = 320

DUPLICATE_IDS = """() => {
    const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
    return ids.filter((id, index) => ids.indexOf(id) !== index);
}"""
# Links within a sentence are as high as their line; all else is to be pressed by a thumb.
LOW_TARGETS = """() => [...document.querySelectorAll("button, input, textarea, summary, .button, .tap, nav a")]
    .filter(element => element.getClientRects().length && !element.closest(".trap"))
    .filter(element => element.type !== "hidden" && element.getBoundingClientRect().height < 43.9)
    .map(element => element.outerHTML)"""
GROUND_AND_INK = """() => [document.documentElement, document.body].map((element, index) => {
    const colour = getComputedStyle(element)[index ? "color" : "backgroundColor"];
    return colour.match(/\\d+/g).slice(0, 3).map(Number).reduce((sum, part) => sum + part) / 3;
})"""


def confirm_link(address):
    subscriber = Subscriber.objects.get(email=address)
    letter = subscriber.letters.create(kind=Letter.Kind.CONFIRM, status=Letter.Status.SENT, claimed_at=ago(hours=1))
    return f"/newsletter/confirm/{letter.new_link_token()}/"


def leave_link(address):
    return f"/newsletter/leave/{Subscriber.objects.get(email=address).leave_token()}/"


@pytest.fixture
def pages(db):
    """What there is to open, and the status it answers with."""
    demo.add()
    make_article("Averyveryverylongwordthatfitsnowhereandbreaksnowhere" * 3, body="```\n" + "code " * 60 + "\n```")
    Subscriber.objects.create(email="gone@example.org", status=Subscriber.Status.UNSUBSCRIBED)
    talked_about = Article.objects.get(slug="pain-after-a-cramp")
    answered = talked_about.comments.approved().first()
    states = [Comment.objects.filter(status=status).first().private_url() for status in Comment.Status.values]
    paths = [
        *("/", "/?page=2", "/authors/", "/about/", "/privacy/", "/house-rules/", "/newsletter/", "/newsletter/asked/"),
        *(article.get_absolute_url() for article in Article.objects.all()),
        *(thing.get_absolute_url() for thing in [*Topic.objects.all()[:2], *Person.objects.all()[:2]]),
        *(
            f"{talked_about.get_absolute_url()}comments/",
            f"{talked_about.get_absolute_url()}comments/?reply={answered.pk}",
        ),
        *(confirm_link("waiting@example.org"), confirm_link("confirmed@example.org")),
        *(leave_link("confirmed@example.org"), leave_link("gone@example.org")),
        *states,
    ]
    return dict.fromkeys(paths, 200) | {"/nothing/": 404, "/newsletter/confirm/nothing/": 404}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_page_fits_a_narrow_screen_and_a_thumb_in_both_themes(open_browser, pages, scripts, theme):
    reader = open_browser(scripts=scripts, viewport={"width": NARROW, "height": 640}, color_scheme=theme)
    for path, status in pages.items():
        answer = reader.goto(path)

        assert answer.status == status, path
        assert reader.evaluate("document.documentElement.scrollWidth") <= NARROW, path
        assert reader.evaluate(LOW_TARGETS) == [], path
        assert reader.evaluate(DUPLICATE_IDS) == [], path
        ground, ink = reader.evaluate(GROUND_AND_INK)
        assert (ground < 64 and ink > 192) if theme == "dark" else (ground > 192 and ink < 64), path

    assert reader.context.cookies() == []


def test_each_page_fits_a_wide_screen(open_browser, pages):
    reader = open_browser(viewport={"width": 1280, "height": 800})
    for path in pages:
        reader.goto(path)

        assert reader.evaluate("document.documentElement.scrollWidth") <= 1280, path
        assert reader.evaluate(LOW_TARGETS) == [], path

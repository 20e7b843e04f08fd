"""The comforts of comments.js, what is left without it, and errors that one is led to."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.factories import make_article, make_comment

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
COUNT_CHANGES = """() => {
    window.announced = [];
    const status = document.querySelector("[role=status]");
    new MutationObserver(() => announced.push(status.textContent)).observe(status, {childList: true});
}"""


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), None),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=3, minutes=50), "3 hours ago"),
        (timedelta(days=12), "12 days ago"),
        (timedelta(days=70), "2 months ago"),
        (timedelta(days=800), "2 years ago"),
        (-timedelta(hours=2), None),  # the reader's clock is wrong
    ],
)
def test_a_time_is_told_as_people_tell_it_with_the_exact_one_behind_it(open_browser, age, words):
    posted_at = NOW - age
    comment = make_comment(status="approved", posted_at=posted_at)
    exact = f"{posted_at.day} {posted_at:%B %Y, %H:%M}"
    reader = open_browser()
    reader.clock.set_fixed_time(NOW)

    for address in ["", "comments/", "comments/?order=newest"]:
        reader.goto(f"{comment.article.get_absolute_url()}{address}")

        time = reader.locator(f"#comment-{comment.pk} time")
        expect(time).to_have_text(words or exact)
        expect(time).to_have_attribute("datetime", posted_at.isoformat(timespec="seconds"))
        if words:
            expect(time).to_have_attribute("title", exact)


def test_without_scripts_the_exact_time_stands_there_and_nothing_counts(open_browser):
    comment = make_comment(status="approved", posted_at=NOW - timedelta(hours=3))
    reader = open_browser(scripts=False)

    reader.goto(comment.article.get_absolute_url())
    reader.get_by_label("Your comment", exact=True).fill("x" * 2900)

    expect(reader.locator(f"#comment-{comment.pk} time")).to_have_text("20 March 2026, 09:00")
    expect(reader.get_by_role("status")).to_have_count(0)
    expect(reader.get_by_text("characters left")).to_have_count(0)


def test_what_is_left_is_seen_at_once_and_said_when_the_writer_pauses(open_browser):
    reader = open_browser()
    reader.clock.install(time=NOW)
    reader.goto(make_article().get_absolute_url())
    field, said = reader.get_by_label("Your comment", exact=True), reader.get_by_role("status")
    seen = reader.locator("textarea + p")
    reader.clock.pause_at(NOW + timedelta(hours=1))

    field.fill("x" * 2399)
    expect(seen).to_be_hidden()

    field.press_sequentially("yz\U0001f642")
    expect(seen).to_have_text("598 characters left")
    expect(seen).to_have_attribute("aria-hidden", "true")
    expect(said).to_have_text("")
    reader.evaluate(COUNT_CHANGES)
    reader.clock.run_for(1000)
    expect(said).to_have_text("598 characters left")
    for _ in range(5):
        field.press_sequentially("words ")
        reader.clock.run_for(300)
    reader.clock.run_for(5000)
    assert reader.evaluate("announced") == ["598 characters left", "569 characters left"]

    field.fill("short")
    expect(seen).to_be_hidden()
    reader.clock.run_for(1000)
    expect(said).to_have_text("")


def test_too_many_characters_are_counted_and_never_held_back(open_browser):
    reader = open_browser()
    reader.goto(make_article().get_absolute_url())
    field, seen = reader.get_by_label("Your comment", exact=True), reader.locator("textarea + p")
    reader.get_by_label("Name", exact=True).fill("Ada")

    field.fill("x" * 2999)
    expect(seen).to_have_text("1 character left")
    field.fill("x" * 4200)
    expect(seen).to_have_text("1,200 characters too many")
    expect(field).to_have_value("x" * 4200)
    reader.get_by_role("button", name="Send comment").click()

    expect(reader.get_by_role("alert")).to_contain_text("It has 4,200.")
    expect(field).to_have_value("x" * 4200)
    expect(seen).to_have_text("1,200 characters too many")


def test_lines_count_as_the_site_counts_them(open_browser):
    reader = open_browser()
    reader.goto(make_article().get_absolute_url())
    reader.get_by_label("Name", exact=True).fill("Ada")

    # 2,999 letters and line ends, with spaces around them that the site takes away.
    reader.get_by_label("Your comment", exact=True).fill("  " + "\n".join(["e\u0301" * 9] * 300) + "  ")
    expect(reader.locator("textarea + p")).to_have_text("1 character left")
    reader.get_by_role("button", name="Send comment").click()

    expect(reader.get_by_role("heading", name="Thank you, Ada.")).to_be_visible()


def test_the_summary_of_errors_takes_the_focus_and_leads_to_each_field(open_browser, scripts):
    reader = open_browser(scripts=scripts)
    reader.goto(make_article().get_absolute_url())
    reader.get_by_label("E-mail (optional)", exact=True).fill("ada@")
    reader.get_by_role("button", name="Send comment").click()

    summary = reader.get_by_role("alert")
    expect(summary).to_be_focused()
    fields = {
        "Write a name.": "Name",
        "Write an address like": "E-mail (optional)",
        "Write your comment here.": "Your comment",
    }
    for error, label in fields.items():
        summary.get_by_role("link", name=error).click()

        expect(reader.get_by_label(label, exact=True)).to_be_focused()


def test_the_script_is_small_and_on_pages_with_comments_alone(open_browser):
    article = make_article()
    reader, asked = open_browser(), []
    reader.on("request", lambda request: asked.append(request) if request.resource_type == "script" else None)

    for address in ["/", "/newsletter/", "/search/", "/authors/"]:
        reader.goto(address)
    assert asked == []
    reader.goto(article.get_absolute_url())

    assert [request.url.rpartition("/")[2].split(".")[0] for request in asked] == ["comments"]
    assert len(gzip.compress(asked[0].response().body())) <= 2000
    assert reader.locator("script[src]").evaluate_all("scripts => scripts.map(script => script.type)") == ["module"]

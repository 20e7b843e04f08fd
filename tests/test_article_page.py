"""The page of an article: its parts, in their order, and without those it does not have."""

import shutil
from datetime import UTC, datetime

import pytest
from django.conf import settings

from tests.factories import closed_article, make_article, make_comment, make_person, make_topic
from tests.pages import Html, words_of

pytestmark = pytest.mark.django_db

PROMISE = "Comments are moderated and may take time to appear. HTML tags are automatically removed for security."
SECTIONS = "First words.[@study]\n\n## Causes\n\nWords.\n\n## Help\n\nWords.\n\n## Outlook\n\nLast words."


def page_of(client, article):
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    return Html(response)


def in_order(words, parts):
    """Where each part stands, searched behind the one before it."""
    place = 0
    for part in parts:
        assert part in words[place:], f"“{part}” does not stand behind what comes before it."
        place = words.index(part, place) + len(part)
    return True


def full_article():
    picture = settings.MEDIA_ROOT / "articles" / "calf.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(settings.BASE_DIR / "cramps_site" / "demo" / "pictures" / "calf.png", picture)
    return make_article(
        "Why it hurts",
        summary="A summary in one sentence.",
        body=SECTIONS,
        authors=[make_person("Ines Moreau", role="Contributing writer", bio="Writes about muscles.")],
        topics=[make_topic("Night cramps"), make_topic("Exercise")],
        references=["study"],
        published_at=datetime(2026, 3, 4, 12, tzinfo=UTC),
        updated_at=datetime(2026, 5, 6, 12, tzinfo=UTC),
        lead_image="articles/calf.png",
        lead_image_alt="A calf in a bed",
        lead_image_caption="Drawing: nobody",
    )


def test_the_page_has_its_parts_in_order(client):
    article = full_article()
    make_comment("It helped me.", article=article, name="Ada", status="approved")

    page = page_of(client, article)

    assert in_order(
        page.main,
        [
            "Night cramps",
            "Why it hurts",
            "A summary in one sentence.",
            "By Ines Moreau",
            "4 March 2026",
            "6 May 2026",
            "1 minute to read",
            "Drawing: nobody",
            "Contents",
            "Causes",
            "Outlook",
            "First words.",
            "Last words.",
            "References",
            "The source called study.",
            "About the author",
            "Ines Moreau",
            "Contributing writer",
            "Writes about muscles.",
            "Comments (1)",
            "It helped me.",
            "Leave a comment",
            PROMISE,
        ],
    )
    assert in_order(
        page.words, [PROMISE, "Stay updated", "Subscribe to our newsletter for the latest articles and updates."]
    )


def test_without_comments_it_invites_the_first(client):
    page = page_of(client, make_article())

    assert in_order(
        page.main, ["Comments (0)", "No comments yet. Be the first to share your thoughts!", "Leave a comment"]
    )


def test_the_lead_image_has_its_size_and_says_what_it_shows(client):
    page = page_of(client, full_article())

    (picture,) = [image for image in page.all("img") if image.get("src") == "/media/articles/calf.png"]
    assert picture.get("alt") == "A calf in a bed"
    assert int(picture.get("width")) > 100
    assert int(picture.get("height")) > 100


def test_times_can_be_read_by_machines(client):
    page = page_of(client, full_article())

    assert {"2026-03-04T12:00:00+00:00", "2026-05-06T12:00:00+00:00"} <= set(page.attributes("datetime", "time"))


def test_two_sections_make_no_contents_list(client):
    article = make_article(body="## Causes\n\nWords.\n\n## Help\n\nWords.")

    assert "Contents" not in page_of(client, article).words


def test_each_entry_of_the_contents_leads_to_its_section(client):
    page = page_of(client, full_article())

    headings = {heading.get("id"): words_of(heading) for heading in page.all("h2") if heading.get("id")}
    entries = {words_of(link): link.get("href") for link in page.all("a") if words_of(link) in {"Causes", "Help"}}
    assert {text: headings[address.removeprefix("#")] for text, address in entries.items()} == {
        "Causes": "Causes",
        "Help": "Help",
    }


def test_a_citation_leads_to_its_reference_and_back(client):
    page = page_of(client, full_article())

    links = page.attributes("href", "a")
    assert {"#ref-study", "#cite-study-1"} <= set(links)
    assert {"ref-study", "cite-study-1"} <= set(page.attributes("id"))


def test_references_stand_in_the_order_of_their_numbers_and_those_not_cited_last(client):
    article = make_article(body="B.[@beta] A.[@alpha]", references=["unused", "alpha", "beta"])

    words = page_of(client, article).main

    assert in_order(words, ["References", "called beta.", "called alpha.", "called unused."])


def test_a_reference_shows_where_it_can_be_read(client):
    article = make_article(references=["study"])
    article.references.update(doi="10.1002/x", pmid="22963024", kind="Review")

    page = page_of(client, article)

    assert {"https://doi.org/10.1002/x", "https://pubmed.ncbi.nlm.nih.gov/22963024/"} <= set(
        page.attributes("href", "a")
    )
    assert "Review" in page.main


def test_several_authors_stand_in_the_order_of_the_article(client):
    people = [make_person("Zoe Last"), make_person("Adam First"), make_person("Mia Middle")]

    page = page_of(client, make_article(authors=people))

    assert in_order(page.main, ["By Zoe Last, Adam First and Mia Middle", "About the authors"])


def test_an_article_that_has_nothing_but_words_is_shown_without_gaps(client):
    page = page_of(client, make_article("Plain", body="Only words."))

    assert in_order(page.main, ["Plain", "1 minute to read", "Only words.", "Comments (0)"])
    for part in ["References", "About the author", "Contents", "By ", "updated"]:
        assert part not in page.main
    assert page.all("img") == []


def test_an_article_that_is_closed_shows_comments_and_no_form(client):
    article = closed_article()
    make_comment("From before.", article=article, status="approved")

    page = page_of(client, article)

    assert "From before." in page.main
    assert "Comments on this article are closed." in page.main
    assert PROMISE not in page.main


def test_words_of_the_house_are_escaped_too(client):
    odd = "<b>&\"'"
    article = make_article(odd, summary=odd, authors=[make_person(odd, role=odd, bio=odd)], topics=[make_topic(odd)])

    page = page_of(client, article)

    assert [bold for bold in page.all("b") if "&" in words_of(bold)] == []
    assert in_order(page.main, [odd] * 6)


def test_other_methods_than_reading_are_refused(client):
    assert client.post(make_article().get_absolute_url()).status_code in {403, 405}

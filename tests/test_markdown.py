"""From an author's Markdown to the HTML of the page."""

import re

import pytest

from articles.markdown import render
from tests.factories import make_article, make_person, make_topic
from tests.pages import Html


def ids(html):
    return re.findall(r'id="([^"]*)"', html)


def test_a_heading_has_an_id_from_its_words():
    page = render("## What helps, and what does not\n\nWords.\n\n### *Stretching* `now`")

    assert '<h2 id="what-helps-and-what-does-not">What helps, and what does not</h2>' in page.html
    assert '<h3 id="stretching-now">' in page.html


def test_the_same_heading_twice_has_two_ids_that_stay_when_text_is_added_behind():
    text = "## Causes\n\nOne.\n\n## Causes\n\nTwo."

    assert ids(render(text).html) == ["causes", "causes-2"]
    assert ids(render(f"{text}\n\n## Later").html)[:2] == ["causes", "causes-2"]


def test_headings_in_other_scripts_and_without_letters_have_an_id_too():
    assert ids(render("## לילה\n\n## ؟\n\n## !!!").html) == ["לילה", "section", "section-2"]


@pytest.mark.django_db
def test_no_heading_takes_an_id_that_the_page_uses(client):
    extras = {"authors": [make_person()], "topics": [make_topic()], "references": ["key"]}
    article = make_article(body="Words.[@key]\n\n## A\n\n## B\n\n## C\n\n::: tip Title\nWords.\n:::\n", **extras)
    used = Html(client.get(article.get_absolute_url())).attributes("id")
    article.body += "".join(f"\n\n## {id.replace('-', ' ')}\n\nWords." for id in used)
    article.save()

    shown = Html(client.get(article.get_absolute_url())).attributes("id")

    assert len(shown) == 2 * len(used)
    assert len(shown) == len(set(shown))


def test_contents_are_the_second_level_headings_without_their_citations():
    page = render("## One[@key]\n\n### Within\n\n## *Two*", keys={"key"})

    assert page.contents == [{"id": "onekey", "title": "One"}, {"id": "two", "title": "Two"}]


def test_a_first_level_heading_becomes_a_second_level_one():
    page = render("# Title\n\nWords.\n\nUnderlined\n==========")

    assert "<h1" not in page.html
    assert [entry["title"] for entry in page.contents] == ["Title", "Underlined"]


def test_citations_are_numbered_in_the_order_of_first_use():
    page = render("B.[@b] A.[@a] B again.[@b]", keys={"a", "b"})

    assert re.findall(r'id="(.*?)" href="(.*?)".*?>(\d)</a>', page.html) == [
        ("cite-b-1", "#ref-b", "1"),
        ("cite-a-1", "#ref-a", "2"),
        ("cite-b-2", "#ref-b", "1"),
    ]
    assert page.cited == [["b", 2], ["a", 1]]


def test_a_key_with_underscores_is_one_key():
    assert render("Words.[@roguin_maor_2017]", keys={"roguin_maor_2017"}).cited == [["roguin_maor_2017", 1]]


def test_an_unknown_key_stays_visible():
    page = render("Words.[@nobody]", keys={"somebody"})

    assert "Words.[@nobody]" in page.html
    assert page.cited == []


@pytest.mark.parametrize(
    "text",
    [
        "::: see-doctor Go[@x]\nWords.[@a]\n:::",
        "| Study | Result |\n| --- | --- |\n| One[@a] | Nothing |",
        "- First\n- Second[@a]",
        "> Quoted[@a]",
        "**Bold[@a]**",
        "## Heading[@a]",
    ],
)
def test_citations_work_wherever_text_stands(text):
    page = render(text, keys={"a"})

    assert 'href="#ref-a"' in page.html
    assert page.cited == [["a", 1]]


def test_a_citation_in_code_is_code():
    assert "<code>[@a]</code>" in render("`[@a]`", keys={"a"}).html


@pytest.mark.parametrize(
    ("kind", "grade"),
    [
        ("tip", "Tip"),
        ("see-doctor", "See a doctor"),
        ("urgent", "Get help today"),
        ("emergency", "Call an ambulance"),
    ],
)
def test_a_care_card_says_how_urgent_it_is_in_words(kind, grade):
    html = render(f"## Section\n\n::: {kind} Both legs at once\n\n- numb\n- swollen\n\n:::\n\nAfter.").html

    card_id = re.search(rf'<section class="care {kind}" aria-labelledby="([\w-]+)">', html)[1]
    assert f'<h3 id="{card_id}"><span class="grade">{grade}</span> Both legs at once</h3>' in html
    assert "<li>swollen</li>" in html
    assert html.endswith("</section>\n<p>After.</p>\n")


def test_two_cards_have_two_ids():
    html = render("::: tip One\nWords.\n:::\n\n::: tip One\nWords.\n:::").html

    assert len(set(ids(html))) == 2


def test_the_title_of_a_card_is_text():
    html = render("::: tip <img src=x onerror=alert(1)> & more\nWords.\n:::").html

    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; more" in html


def test_a_card_that_is_not_closed_ends_with_the_text():
    assert render("::: urgent Now\nWords.").html.rstrip().endswith("</section>")


def test_a_table_can_be_scrolled_and_its_heads_belong_to_columns():
    html = render("| Study | Adults |\n| :--- | ---: |\n| One | 94 |").html

    assert '<div class="scroll" role="region" tabindex="0" aria-label="Table"><table>' in html
    assert '<th scope="col">Study</th>' in html
    assert "style" not in html


def test_a_card_before_all_sections_is_a_section_itself():
    html = render("::: tip One\nWords.\n:::\n\n## Section\n\n::: tip Two\nWords.\n:::").html

    assert re.findall(r"<(h\d)[^>]*><span", html) == ["h2", "h3"]


def test_an_empty_corner_of_a_table_is_no_header():
    html = render("| | Trial |\n|---|---|\n| Who | 80 adults |").html

    assert re.findall(r"<(t[hd])[ >]", html) == ["td", "th", "td", "td"]


def test_keys_reach_code_that_scrolls():
    assert render("```html\n<b>\n```").html == '<pre tabindex="0"><code>&lt;b&gt;\n</code></pre>\n'


def test_no_two_tables_have_one_name():
    table = "| a |\n|---|\n| b |\n\nWords.\n\n"

    html = render(table * 3).html

    assert [html.count(f'aria-label="{name}"') for name in ["Table", "Table 2", "Table 3"]] == [1, 1, 1]

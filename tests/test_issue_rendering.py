"""What an issue says, in both its forms."""

import re

import pytest

from newsletter.marks import LEAVE
from newsletter.rendering import rendered
from tests.factories import make_article, make_person
from tests.issues import issue

pytestmark = pytest.mark.django_db

INTRO = """Many people *over fifty* know it. Read [the whole story](/articles/night/) or [write](https://example.org/).

- stretch
- drink

> quoted
> words

1. one
2. two <b>bold</b> & more ![a picture](https://example.org/a.png) [bad](javascript:alert(1))"""


def whole(**fields):
    author, reviewer = make_person("Ana Novak"), make_person("T. Okafor")
    article = make_article("Night <cramps>", summary="What helps & what not.", authors=[author], reviewed_by=reviewer)
    made = issue(article, **{"subject": "At night & by day", "preheader": "In short", "intro": INTRO} | fields)
    return rendered(made, [article])


def test_both_forms_say_the_same():
    letter = whole()

    for words in ["At night", "over fifty", "By Ana Novak. Medically reviewed by T. Okafor.", "1 minute to read."]:
        assert words in letter.text
        assert words in letter.html
    assert "Night <cramps>" in letter.text
    assert "Night &lt;cramps&gt;" in letter.html
    assert "http://testserver/articles/night-cramps/" in letter.text
    assert 'href="http://testserver/articles/night-cramps/"' in letter.html


def test_an_intro_has_links_lists_and_quotes_and_neither_html_nor_pictures():
    letter = whole()

    assert "the whole story\n(http://testserver/articles/night/)" in letter.text
    assert "\n- stretch\n- drink\n" in letter.text
    assert "\n> quoted words\n" in letter.text
    assert "\n1. one\n2. two <b>bold</b> & more" in letter.text
    assert "<b>bold" not in letter.html
    assert "<img" not in letter.html
    assert '<a href="javascript' not in letter.html


def test_its_styles_stand_in_the_elements_and_the_dark_ones_remain():
    html = whole().html

    assert re.search(r'<h1 style="[^"]*font-size: ?30px', html)
    assert "@media (prefers-color-scheme: dark)" in html
    assert '<meta name="color-scheme" content="light dark">' in html


def test_no_line_of_the_text_is_long_but_for_addresses():
    assert all(len(line) <= 72 for line in whole().text.split("\n") if "http" not in line)


def test_it_says_how_to_leave_why_it_came_and_from_where(settings):
    settings.POSTAL_ADDRESS = "12 Example Street, Berlin"
    letter = whole()

    for form in [letter.text, letter.html]:
        assert form.count(f"http://testserver/newsletter/leave/{LEAVE}/") == 2
        assert "You get each issue because you asked" in form
        assert "12 Example Street, Berlin" in form
        assert re.search(r"http://testserver/newsletter/issues/issue-\d+/", form)


def test_a_digest_and_a_correction_say_so_and_point_to_no_archive():
    article = make_article("Magnesium")
    note = article.change_notes.create(kind="correction", text="It was 735 in all.")
    first = issue(article, subject="Remedies")

    digest = whole(kind="digest", frequency="weekly")
    notice = rendered(issue(article, kind="correction", corrects=first, correction=note), [article])

    assert "you asked for one a week" in digest.text
    assert "because we sent you the text that it corrects" in notice.html
    assert "A correction to “Magnesium”" in notice.text
    assert "It was 735 in all." in notice.text
    assert "It was 735 in all." in notice.html
    assert not any("/issues/" in form for form in [digest.text, digest.html, notice.text, notice.html])


def test_the_same_words_have_the_same_hash_and_others_another():
    made = issue(subject="One")

    assert rendered(made, []).content_hash == rendered(made, []).content_hash
    assert rendered(made, []).content_hash != rendered(issue(subject="Two"), []).content_hash

"""Do and don't lists, "in short", figures: what an author writes, and what readers get."""

import html5lib
import pytest

from articles.markdown import render
from tests.factories import make_article, make_topic
from tests.pages import Html, tag_of, words_of

DOS = "::: dos\n- stretch\n:::\n"
DONTS = "::: donts\n- bounce\n:::\n"


class Fragment(Html):
    def __init__(self, html):
        self.tree = html5lib.parse(f"<body>{html}</body>")


def page_of(text, keys=()):
    return Fragment(render(text, keys).html)


def groups(page):
    """Each group of lists: the class and the words of every list in it."""
    found = [element for element in page.all("div") if element.get("class") == "dos"]
    return [[(part.get("class"), words_of(part)) for part in group] for group in found]


def test_do_and_do_not_stand_side_by_side():
    assert groups(page_of(f"{DOS}\n{DONTS}")) == [[("do", "Do stretch"), ("dont", "Don’t bounce")]]


def test_a_list_alone_stands_alone():
    assert groups(page_of(DOS)) == [[("do", "Do stretch")]]
    assert groups(page_of(f"{DOS}\nWords.\n\n{DONTS}")) == [[("do", "Do stretch")], [("dont", "Don’t bounce")]]


def test_lists_have_titles_of_their_own_where_they_are_given():
    text = "::: dos While it lasts\n- stretch\n:::\n::: donts Better not: <b>\n- bounce\n:::"

    assert groups(page_of(text)) == [[("do", "While it lasts stretch"), ("dont", "Better not: <b> bounce")]]


def test_what_follows_the_lists_stands_outside_of_them():
    page = page_of(f"{DOS}{DONTS}\nAfter.")

    assert [words_of(element) for element in page.tree.find(".//*[@class='dos']/..") if tag_of(element) == "p"] == [
        "After."
    ]


def test_a_list_that_is_not_closed_ends_with_the_text():
    assert groups(page_of(f"{DOS}::: donts\n- bounce")) == [[("do", "Do stretch"), ("dont", "Don’t bounce")]]


def test_in_short_has_its_heading_and_is_no_section_of_the_contents():
    page = render("::: short\n- One.\n- Two.\n:::\n\n## Causes")

    assert Fragment(page.html).texts("section", class_="short") == ["In short One. Two."]
    assert [section["title"] for section in page.contents] == ["Causes"]


def test_citations_are_numbered_within_blocks_too():
    page = render("::: short\n- One.[@b]\n:::\n::: dos\n- stretch[@a]\n:::\n::: donts\n- bounce[@b]\n:::", {"a", "b"})

    assert page.cited == [["b", 2], ["a", 1]]


def test_the_heading_names_the_block_for_those_who_hear_it():
    page = page_of("::: short For the hurried\n- One.\n:::")

    (section,) = page.all("section")
    (heading,) = [element for element in page.all("h2") if element.get("id") == section.get("aria-labelledby")]
    assert words_of(heading) == "For the hurried"


@pytest.mark.django_db
def test_no_id_stands_twice_on_a_page_with_every_block_twice_and_headings_that_want_their_ids(client):
    blocks = f"::: short\n- One.\n:::\n\n{DOS}{DONTS}\n::: tip T\nWords.\n:::\n\n"
    topic = make_topic()
    make_article(topics=[topic])
    article = make_article(body=blocks * 2, topics=[topic])
    used = [id for id in Html(client.get(article.get_absolute_url())).attributes("id") if "-" in id]
    article.body += "".join(f"\n\n## {id.replace('-', ' ')}\n\nWords." for id in used)
    article.save()

    ids = Html(client.get(article.get_absolute_url())).attributes("id")

    assert len(ids) == len(set(ids))


def test_a_picture_alone_is_a_figure_with_its_caption_and_credit():
    page = page_of('Words.\n\n![A calf](/media/x.png "The muscle at the back. | Photo: Jane Doe")\n\nWords.')

    (figure,) = page.all("figure")
    (image,) = page.all("img")
    assert (image.get("src"), image.get("alt"), image.get("title")) == ("/media/x.png", "A calf", None)
    assert words_of(figure) == "The muscle at the back. Photo: Jane Doe"
    assert page.texts("span", class_="credit") == ["Photo: Jane Doe"]


@pytest.mark.parametrize(
    ("title", "caption", "credit"),
    [
        ("Only a caption", "Only a caption", []),
        ("| Photo: Jane Doe", "Photo: Jane Doe", ["Photo: Jane Doe"]),
        ("Left | right | Photo: Jane Doe", "Left | right Photo: Jane Doe", ["Photo: Jane Doe"]),
        ("Only a caption |", "Only a caption", []),
    ],
)
def test_a_caption_may_lack_either_part(title, caption, credit):
    page = page_of(f'![A calf](/media/x.png "{title}")')

    assert page.texts("figcaption") == [caption]
    assert page.texts("span", class_="credit") == credit


def test_a_picture_without_a_title_is_a_figure_without_a_caption():
    page = page_of("![A calf](/media/x.png)")

    assert len(page.all("figure")) == 1
    assert page.all("figcaption") == []


@pytest.mark.parametrize(
    "text",
    [
        'Words ![A calf](/media/x.png "T") within.',
        '- ![A calf](/media/x.png "T")',
        "[![A calf](/media/x.png)](/about/)",
    ],
)
def test_a_picture_among_words_in_a_list_or_a_link_is_none(text):
    page = page_of(text)

    assert len(page.all("img")) == 1
    assert page.all("figure", "figcaption") == []


def test_a_picture_from_elsewhere_is_no_more_shown_in_a_figure():
    page = page_of('![A calf](https://evil.example/x.png "A caption")')

    assert [image.get("src") for image in page.all("img")] == [None]


def test_a_caption_is_text():
    page = page_of("![x](/media/x.png '<b>bold</b> & more | <i>Jane</i>')")

    assert page.texts("figcaption") == ["<b>bold</b> & more <i>Jane</i>"]
    assert page.all("b", "i") == []


def test_no_two_cards_are_landmarks_of_one_name():
    page = page_of("::: tip\nA\n:::\n\n::: tip\nB\n:::\n\n::: tip Rest\nC\n:::\n\n::: urgent\nD\n:::")

    assert [element.get("aria-labelledby") is not None for element in page.all("section")] == [True, False, True, True]
    assert len(page.all("h2")) == 4

"""Plain text: what is a title, a heading, a list, and what is the page's own furniture."""

import pytest

from articles.importing import NotImported, read

LONG = "Words of the article that go on for a while. " * 6


@pytest.fixture
def imported(tmp_path):
    def read_text(text, title=""):
        path = tmp_path / "text.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path, title=title)

    return read_text


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(imported):
    manuscript = imported(b"\xef\xbb\xbfTitle\r\n\r\n1. First\r\n\r\nWords.\r\n \r\nMore.\r\n")

    assert (manuscript.title, manuscript.body) == ("Title", "## First\n\nWords.\n\nMore.")


def test_old_mac_line_ends_are_line_ends(imported):
    assert imported("Title\r\rWords.\r").body == "Words."


@pytest.mark.parametrize("title", ["Why does it hurt?", "It hurts!", "Cramps (a guide)", "2026: a year", "مريم"])
def test_a_first_line_of_its_own_is_the_title(imported, title):
    manuscript = imported(f"{title}\n\n{LONG}")

    assert (manuscript.title, manuscript.body) == (title, LONG.strip())


def test_the_mark_of_a_markdown_title_is_no_part_of_it(imported):
    assert imported("# Why does it hurt\n\nWords.").title == "Why does it hurt"


@pytest.mark.parametrize(
    "first", ["It hurts at night.", "One line\nand a second", "1. First section", LONG, "It hurts because:"]
)
def test_what_may_be_text_is_not_taken_for_a_title(imported, first):
    with pytest.raises(NotImported, match="--title"):
        imported(f"{first}\n\n{LONG}")


def test_a_title_that_is_given_takes_no_line_from_the_text(imported):
    manuscript = imported("It hurts at night.\n\nWords.", title="Night")

    assert (manuscript.title, manuscript.body) == ("Night", "It hurts at night.\n\nWords.")


def test_a_numbered_line_before_words_is_a_heading(imported):
    manuscript = imported("Title\n\nWords.\n\n1. First\n\nWords.\n\n2) Why not?\n\nWords.")

    assert manuscript.body == "Words.\n\n## First\n\nWords.\n\n## Why not?\n\nWords."


@pytest.mark.parametrize("list_", ["1. Rest\n2. Ice\n3. Wait", "1. Rest\n\n2. Ice\n\n3. Wait"])
def test_a_numbered_list_is_no_row_of_headings(imported, list_):
    assert imported(f"Title\n\nDo this:\n\n{list_}\n\nThen sleep.").body == f"Do this:\n\n{list_}\n\nThen sleep."


@pytest.mark.parametrize("line", ["1. Rest is what helps.", "1.5 litres a day", "1. " + "long " * 30, "2026. A year"])
def test_a_numbered_sentence_is_no_heading(imported, line):
    assert line.strip() in imported(f"Title\n\nWords.\n\n{line}\n\nWords.").body.split("\n\n")


@pytest.mark.parametrize("heading", ["Comments", "Newsletter", "Subscribe", "Stay updated", "No comments yet"])
def test_an_article_is_not_cut_off_at_a_heading_that_sounds_like_furniture(imported, heading):
    manuscript = imported(f"Title\n\n{LONG}\n\n{heading}\n\n{LONG}\n\nComments (0)\n\nLeave a comment")

    assert manuscript.body == f"{LONG.strip()}\n\n{heading}\n\n{LONG.strip()}"
    assert manuscript.left_out == ["the comments and their form"]


def test_comments_of_readers_are_no_part_of_the_article_however_long_they_are(imported):
    manuscript = imported(f"Title\n\n{LONG}\n\nComments (2)\n\nAda\n\n{LONG}\n\nBo\n\nShort.")

    assert manuscript.body == LONG.strip()


def test_furniture_in_the_next_line_takes_no_words_with_it(imported):
    assert imported("Title\n\nFirst.\n\nLast words.\nComments (0)\nLeave a comment").body == "First.\n\nLast words."


def test_an_author_s_box_gives_name_and_role_and_the_rest_is_named_as_left_out(imported):
    manuscript = imported(f"Title\n\nWords.\n\nABOUT THE AUTHOR\n\nIda Berg\nWriter\n\n{LONG}")

    assert [(author.name, author.role) for author in manuscript.authors] == [("Ida Berg", "Writer")]
    assert manuscript.left_out == ["what else is said about the author"]


def test_a_life_story_is_no_name(imported):
    manuscript = imported(f"Title\n\nWords.\n\nAbout the author\n\n{LONG}")

    assert manuscript.authors == []
    assert manuscript.left_out == ["what else is said about the author"]


def test_a_title_alone_is_no_article(imported):
    with pytest.raises(NotImported, match="no text"):
        imported("Title\n\nComments (0)")

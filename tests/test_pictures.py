"""What the README and the documents show is there, is a picture, and is small."""

import re
from pathlib import Path

import pytest
from PIL import Image

TOP = Path(__file__).resolve().parent.parent
DOCUMENTS = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
LINKED = re.compile(r'!\[[^\]]*\]\(([^)\s]+)\)|<img\s[^>]*?src="([^"]+)"')
LARGEST = 150_000  # bytes: a repository keeps every version for ever


def pictures_in(document):
    links = ["".join(found) for found in LINKED.findall(document.read_text("utf-8"))]
    return [document.parent / link for link in links]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_picture_that_a_document_shows_is_there_and_small(document):
    for path in pictures_in(document):
        assert path.is_file(), path
        assert path.stat().st_size < LARGEST, path
        with Image.open(path) as picture:
            picture.verify()


def test_the_readme_shows_three_and_the_design_every_component():
    components = {path.resolve() for path in (TOP / "docs" / "pictures" / "components").iterdir()}

    assert len(pictures_in(TOP / "README.md")) == 3
    assert {path.resolve() for path in pictures_in(TOP / "docs" / "design-language.md")} == components


def test_every_picture_says_what_it_shows():
    for document in DOCUMENTS:
        words = document.read_text("utf-8")
        assert re.findall(r"!\[\s*\]\(", words) == []
        assert all(re.search(r'alt="[^"]+"', picture) for picture in re.findall(r"<img\s[^>]*>", words)), document

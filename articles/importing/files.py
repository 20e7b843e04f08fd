"""Reading one file, whatever it turns out to be."""

import re
from pathlib import Path

from articles.importing import markdown_file, saved_page
from articles.importing.manuscript import NotImported

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")  # in no text; form feeds and the like do no harm
SIZE_LIMIT = 1024 * 1024  # bytes; a long book chapter has 100 kB


def read(path, *, title=""):
    """The Manuscript in the file at `path`. `title` goes before its own. Raises NotImported."""
    text = text_of(Path(path))
    if text.startswith("---\n"):
        manuscript = markdown_file.parse(text, folder=Path(path).parent)
        manuscript.title = title or manuscript.title
    else:
        manuscript = saved_page.parse(text, title=title)
    if not manuscript.title:
        raise NotImported('it has no title. Give it one: --title "…" with this file alone.')
    if not manuscript.body.strip():
        raise NotImported("it has a title and no text.")
    return manuscript


def text_of(path):
    try:
        if path.is_dir():
            raise NotImported("it is a folder. Name the files in it.")
        if path.exists() and not path.is_file():
            raise NotImported("it is no file.")
        if path.stat().st_size > SIZE_LIMIT:
            raise NotImported(f"it is larger than {SIZE_LIMIT // 1024 // 1024} MB, which no article is.")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotImported(f"it is not UTF-8 (byte {error.start + 1}). Save it as UTF-8 text.") from None
    except OSError as error:
        raise NotImported(f"it cannot be read: {error.strerror}.") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if CONTROL.search(text):
        raise NotImported("it is not text.")
    if not text.strip():
        raise NotImported("it is empty.")
    return text

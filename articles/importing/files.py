"""Reading one file, whatever it turns out to be."""

from pathlib import Path

from articles.importing import markdown_file, saved_page
from articles.importing.manuscript import NotImported

SIZE_LIMIT = 1024 * 1024  # bytes; a long book chapter has 100 kB


def read(path, *, title=""):
    """The Manuscript in the file at `path`. `title` is for a text without one. Raises NotImported."""
    text = text_of(Path(path))
    if text.startswith("---\n"):
        manuscript = markdown_file.parse(text, folder=Path(path).parent)
    else:
        manuscript = saved_page.parse(text, has_title=not title)
    manuscript.title = manuscript.title or title
    if not manuscript.title:
        raise NotImported('it has no title. Give it one: --title "…" with this file alone.')
    if len(manuscript.title) > 200:
        raise NotImported("its title is longer than 200 characters. Shorten it.")
    if not manuscript.body.strip():
        raise NotImported("it has a title and no text.")
    return manuscript


def text_of(path):
    try:
        if path.is_dir():
            raise NotImported("it is a folder. Name the files in it.")
        if path.stat().st_size > SIZE_LIMIT:
            raise NotImported(f"it is larger than {SIZE_LIMIT // 1024 // 1024} MB, which no article is.")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotImported(f"it is not UTF-8 (byte {error.start + 1}). Save it as UTF-8 text.") from None
    except OSError as error:
        raise NotImported(f"it cannot be read: {error.strerror}.") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise NotImported("it is not text.")
    if not text.strip():
        raise NotImported("it is empty.")
    return text

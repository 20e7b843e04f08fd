"""Which kind of file it is, by its beginning, and its comments."""

from comments.importing import disqus, own, wordpress
from comments.importing.foreign import NotImported

FORMATS = {"wordpress": wordpress.read, "disqus": disqus.read, "json": own.read}
BEGINNING = 20_000  # bytes, for WordPress writes a long comment first
SIGNS = {b"<disqus": "disqus", b"<rss": "wordpress"}


def read(path, format=None):
    """The ForeignComments of a file, one by one. Raises NotImported for a file that is none, OSError as it comes."""
    return FORMATS[format or format_of(path)](path)


def format_of(path):
    with open(path, "rb") as file:
        beginning = file.read(BEGINNING)
    if beginning.lstrip().startswith(b"["):
        return "json"
    for sign, format in SIGNS.items():
        if sign in beginning:
            return format
    raise NotImported("it is neither WordPress’s nor Disqus’s XML, nor our own JSON. Say --format where that is wrong.")

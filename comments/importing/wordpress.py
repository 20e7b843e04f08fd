"""WordPress eXtended RSS (Tools → Export). Comments stand within the post they belong to."""

from comments.importing.foreign import ForeignComment
from comments.importing.places import split
from comments.importing.xml_stream import elements
from comments.models import Status

STATUS = {
    "1": Status.APPROVED, "approve": Status.APPROVED, "approved": Status.APPROVED,
    "0": Status.WAITING, "hold": Status.WAITING,
    "spam": Status.SPAM,
    "trash": Status.REJECTED, "post-trashed": Status.REJECTED,
}  # fmt: skip
COMMENTS = {"", "comment"}  # the types that people wrote
NO_DATE = "0000-00-00 00:00:00"


def read(path):
    """Its ForeignComments, in the order of the file."""
    host, row, places = "", 0, None  # no places yet: what comes before the first post says whose site it was
    for element in elements(path, {"link", "base_blog_url", "post_name", "comment"}):
        text = "".join(element.itertext()).strip()
        if element.tag == "item":
            places = {}
        elif element.tag == "comment":
            row += 1
            found = tuple(places[tag] for tag in ["post_name", "link"] if tag in (places or {}))
            yield comment_of(element, row, host, found)
        elif places is None:
            host = split(text).netloc or host
        elif text:
            places.setdefault(element.tag, text)


def comment_of(element, row, host, places):
    said = {child.tag.removeprefix("comment_"): "".join(child.itertext()) for child in element}
    number, parent = said.get("id", "").strip(), said.get("parent", "").strip()
    status, kind = said.get("approved", "").strip(), said.get("type", "").strip()
    posted = said.get("date_gmt", "").strip()
    return ForeignComment(
        row=f"comment {row} (WordPress {number or 'without a number'})",
        key=f"wordpress:{host}:{number}" if number else "",
        parent=f"wordpress:{host}:{parent}" if parent not in {"", "0"} else "",
        places=places,
        name=said.get("author", ""),
        email=said.get("author_email", ""),
        body=said.get("content", ""),
        posted=said.get("date", "") if posted in {"", NO_DATE} else posted,
        status=STATUS.get(status, Status.WAITING),
        left_out="" if kind in COMMENTS else f"it is a {kind}, which no reader wrote",
    )

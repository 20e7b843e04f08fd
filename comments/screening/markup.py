"""HTML that was removed: readers' words are plain text, and what stood in tags is gone with them."""

from comments.screening.noticed import Noticed
from comments.screening.personal import COVER, pieces_of_personal_data

SHOWN_LENGTH = 120  # characters


def markup_removed(draft):
    """The tags, without personal data: reasons outlive what is covered in the words."""
    tags = " ".join(draft.markup)
    for words in pieces_of_personal_data(tags):
        tags = tags.replace(words, COVER)
    return [Noticed("markup_removed", shortened(tags))] if tags else []


def shortened(text):
    return text if len(text) <= SHOWN_LENGTH else f"{text[: SHOWN_LENGTH - 1]}…"

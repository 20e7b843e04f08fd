from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    """What a reader sent, as the checks see it: cleaned, and not stored yet."""

    article: object
    parent: object
    name: str
    email: str
    body: str
    sender_key: str = ""
    trap: str = ""  # what stood in the field that people do not see
    origin_unknown: bool = False

from dataclasses import dataclass


@dataclass(frozen=True)
class Noticed:
    """One reason: the check, what it matched in the reader's words, how grave it is, the rule if one matched."""

    check: str
    excerpt: str = ""
    weight: int = 1
    rule: object = None
    spam: bool = False

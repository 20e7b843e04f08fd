from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    GOOD = "good"
    ADVICE = "advice"
    UNASKED = "could not be asked"
    ERROR = "ERROR"


@dataclass(frozen=True)
class Finding:
    """What one examination found, and what to do about it."""

    level: Level
    what: str
    said: str
    to_do: str = ""

    def __str__(self):
        line = f"[{self.level}] {self.what}: {self.said}"
        return f"{line}\n    To do: {self.to_do}" if self.to_do else line


def good(what, said):
    return Finding(Level.GOOD, what, said)


def advice(what, said, to_do):
    return Finding(Level.ADVICE, what, said, to_do)


def unasked(what, said, to_do="Ask again where it can be reached."):
    return Finding(Level.UNASKED, what, said, to_do)


def error(what, said, to_do):
    return Finding(Level.ERROR, what, said, to_do)

"""Why comments are rejected: a code that is counted, and the sentence that the writer reads."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    label: str
    sentence: str


# In the order of their keys, 1 to 7.
REASONS = {
    "off_topic": Reason("Off topic", "It is not about what this article is about."),
    "advice": Reason("Unsafe health advice", "It tells others to take or stop a treatment, and that can harm."),
    "advert": Reason("Advertising", "It promotes something that is for sale."),
    "insult": Reason("Insult", "It attacks a person instead of what the person said."),
    "personal": Reason("Personal data", "It shows data about you or someone else that should stay private."),
    "unreadable": Reason("Cannot be understood", "We could not make out what it says."),
    "said": Reason("Already said", "The same was said just above."),
}

# What the site decides by itself. Nobody chooses these.
AUTOMATIC = {
    "screening": "The screening took it for spam",
    "banned": "The sender is banned",
    "wave": "It belongs to a wave that was decided",
    "trusted": "A proven sender with approved comments",
    "imported": "It came with an import",
}


def sentence_for(code):
    return REASONS[code].sentence if code in REASONS else ""


def label_for(code):
    return REASONS[code].label if code in REASONS else AUTOMATIC.get(code, code)

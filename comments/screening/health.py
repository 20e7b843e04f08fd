"""What matters most on a health site: someone in danger, doses, and claims of a cure."""

import re

from comments.looks import looks_of
from comments.screening import health_words
from comments.screening.noticed import Noticed

EMERGENCY = "emergency"
NUMBER = r"(?:\d{1,6}(?:[.,/]\d{1,4})?|half an?|one|two|three|four|five|six|seven|eight|nine|ten|a)"
UNIT = r"(?:mg|mcg|µg|μg|ug|g|grams?|milligrams?|micrograms?|ml|iu|i\.u\.|units?)"
TAKEN = r"(?:tablets?|tabs?|pills?|capsules?|caps|drops|teaspoons?|tsp|tablespoons?|doses?)"
OFTEN = (
    r"(?:(?:once|twice|\w+ times|\d+x|\d+ ?×)(?: (?:a|per|every) (?:day|night|week)| daily)?|daily|nightly"
    r"|(?:a|per|each|every) (?:day|night|morning|evening|week|\d+ hours)|at (?:night|bedtime)|before bed)"
)
# Each repetition is bounded, so that a text of digits alone takes no longer than any other.
DOSE = re.compile(
    rf"(?<![\d.,])\d{{1,6}}(?:[.,]\d{{1,4}})?\s?(?:(?:-|–|to)\s?\d{{1,6}}\s?)?{UNIT}\b(?:[^.!?\n]{{0,40}}?\b{OFTEN}\b)?"
    rf"|\b{NUMBER} (?:[a-z]+ ){{0,2}}{TAKEN}\b[^.!?\n]{{0,20}}?\b{OFTEN}\b",
    re.IGNORECASE,
)


def emergency(draft):
    """First in the queue, and underlined. It rejects nothing."""
    words = emergency_in(draft.looks)
    return [Noticed(EMERGENCY, words, weight=10)] if words else []


def emergency_in(looks):
    """The words of a text, given as Looks, that sound as if someone were in danger. Empty if none do."""
    return first_of(looks, EMERGENCIES)


def dose(draft):
    match = DOSE.search(draft.body)
    return [Noticed("dose", match.group(), weight=5)] if match else []


def cure(draft):
    words = first_of(draft.looks, CURES)
    return [Noticed("cure", words, weight=5)] if words else []


def first_of(looks, wanted):
    """The reader's own words for the first of the lines, with phrases before pairs. Empty if none is there."""
    phrases, pairs = wanted
    # Of a hundred phrases a text has the first word of few, and only these are looked for.
    begun = sorted(phrase for word in phrases.keys() & looks.different for phrase in phrases[word])
    found = (looks.first(phrase) for _, phrase in begun)
    return next(filter(None, found), "") or next(
        filter(None, (looks.near(one, others, health_words.WITHIN) for one, others in pairs)), ""
    )


def compiled(lines):
    """Phrases by their first word, each with its place among the lines, and pairs of sets of words.

    These mean it when they stand near each other (`one ~ others`).
    """
    phrases, pairs = {}, []
    for place, line in enumerate(filter(None, map(str.strip, lines.splitlines()))):
        one, near, others = line.partition(" ~ ")
        if near:
            pairs.append((sets(one), sets(others)))
        else:
            phrase = looks_of(line)
            phrases.setdefault(phrase.partition(" ")[0], []).append((place, phrase))
    return phrases, pairs


def sets(words):
    return {looks_of(word) for word in words.split()}


EMERGENCIES, CURES = compiled(health_words.EMERGENCY), compiled(health_words.CURE)

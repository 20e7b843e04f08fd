"""How long an article takes to read."""

import re

# Silent reading of English non-fiction, adults: mean 238 words a minute.
# Brysbaert M. 2019. How many words do we read per minute? J Mem Lang 109:104047.
WORDS_PER_MINUTE = 238


def reading_minutes(text):
    """Whole minutes, at least one."""
    return max(1, round(word_count(text) / WORDS_PER_MINUTE))


def word_count(text):
    return len(re.findall(r"\w+(?:['’-]\w+)*", text))

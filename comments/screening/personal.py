"""Personal data in readers' words: what should not stand on a public page."""

import re

from comments.screening.noticed import Noticed

MAIL = re.compile(
    r"[\w.+-]{1,64}+(?:@|\s?[\[(](?:at|@)[\])]\s?)[\w-]{1,63}(?:(?:\.|\s?[\[(](?:dot|\.)[\])]\s?)[\w-]{2,63})+"
)
# Written with a plus or a nought before it, with brackets, or in groups of at least nine digits in all. The end of
# a sentence ends it: “020 7946 0018. 14 March was warm.”
PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00|\()?\d(?:(?:\.|[ ()\u00a0\u2010-\u2013-]{0,2})\d){8,14}(?![\w/]|[.,]\d)")
BIRTH_WORDS = r"(?:\bborn(?: on| in)?|\bd\.?\s?o\.?\s?b\.?\b|\bdate of birth|\bbirth ?date|\bbirthday)"
MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTHS},? \d{{2,4}}|{MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{2,4}}"
    r"|\d{1,2}[./ -]\d{1,2}[./ -]\d{2,4}|\d{4}-\d{2}-\d{2})"
)
BIRTH = re.compile(rf"{BIRTH_WORDS}[^.!?\n]{{0,20}}?({DATE})", re.IGNORECASE)
# Years in rows are no telephone: 1999 2004 2011.
YEARS = re.compile(r"(?:(?:19|20)\d\d\D{1,2})+(?:19|20)\d\d")
COVER = "▇▇▇▇"  # in the place of the words, whatever their length
KINDS = {"personal_mail": MAIL, "personal_phone": PHONE, "personal_birth": BIRTH}
CALLED = {"personal_mail": "an e-mail address", "personal_phone": "a phone number", "personal_birth": "a date of birth"}
IN_NAME = "personal_name"


def personal_data(draft):
    """One reason for each kind, without the data: reasons outlive words that are covered or edited away."""
    in_words = [Noticed(check, weight=6) for check in kinds_in(draft.body)]
    return in_words + [Noticed(IN_NAME, CALLED[check], weight=6) for check in kinds_in(draft.name)]


def kinds_in(text):
    return dict.fromkeys(check for check, _ in personal_data_in(text))


def personal_data_in(text):
    """(check, the words) for each piece: addresses, telephone numbers, dates of birth."""
    found = [
        (check, match.group(match.lastindex or 0)) for check, kind in KINDS.items() for match in kind.finditer(text)
    ]
    return [(check, words) for check, words in dict.fromkeys(found) if not YEARS.fullmatch(words)]


def pieces_of_personal_data(text):
    return [words for _, words in personal_data_in(text)]

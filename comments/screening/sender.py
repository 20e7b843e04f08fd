"""Who sends: banned, often rejected, or with the name or the address of someone of the house."""

from comments.names import KEPT_FOR, is_address_of_the_house, names_of_the_house, words_of
from comments.screening.noticed import Noticed
from cramps_site.lib.for_a_moment import for_a_moment
from cramps_site.lib.skeleton import skeleton

ENOUGH, OFTEN = 3, 0.3
UNPROVEN = "identity_unproven"
LONG_NAME = 6  # letters; in shorter names one letter makes another name


def banned(draft):
    return [Noticed("banned", weight=8, spam=True)] if draft.record.is_banned else []


def rejected_before(draft):
    refused, decided = draft.record.refused, draft.record.refused + draft.record.approved
    if decided < ENOUGH or refused < decided * OFTEN:
        return []
    return [Noticed("rejected_before", f"{refused} of {decided}", weight=3)]


def name_like_ours(draft):
    """Names that are equal are refused at the form; here are those that come close."""
    words = [skeleton(word) for word in words_of(draft.name)]
    whole, words = "".join(words), set(words)
    for name, theirs, together in looks_of_the_house():
        if theirs <= words or (len(whole) >= LONG_NAME and one_letter_apart(whole, together)):
            return [Noticed("name_like_ours", name, weight=4)]
    return []


def identity_unproven(draft):
    """Anybody can type the address of an author. Whose it is, the reason does not say: it outlives the address."""
    if draft.email and not draft.email_proven and is_address_of_the_house(draft.email):
        return [Noticed(UNPROVEN, weight=4)]
    return []


@for_a_moment(KEPT_FOR)
def looks_of_the_house():
    """(name, skeletons of its words, all of them as one word) of authors and staff."""
    skeletons = {name: [skeleton(word) for word in words_of(name)] for name in sorted(names_of_the_house())}
    return [(name, set(words), "".join(words)) for name, words in skeletons.items()]


def one_letter_apart(one, other):
    """True if they are equal, or one letter was changed, left out or added."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    same = next((n for n, letter in enumerate(one) if letter != other[n]), len(one))
    return one[same:] == other[same + 1 :] or one[same + 1 :] == other[same + 1 :]

"""What many requests ask for, and may be some seconds old: kept in the process, as it is."""

from functools import wraps
from time import monotonic

MOST = 100  # questions to one function; with more all begin anew
FORGET = []  # what forgets each of them


def for_a_moment(seconds):
    """Decorator: what the function returned is returned again for so long, to be read and not changed.

    Its `forget` has it found out anew. Other processes learn of a change when their moment is over.
    """

    def decorator(find):
        kept = {}

        @wraps(find)
        def known(*asked):
            found = kept.get(asked)
            if found is None or monotonic() >= found[1]:
                if len(kept) >= MOST:
                    kept.clear()
                found = kept[asked] = find(*asked), monotonic() + seconds
            return found[0]

        known.forget = kept.clear
        FORGET.append(kept.clear)
        return known

    return decorator


def forget_all():
    for forget in FORGET:
        forget()

"""What every request asks for, and may be some seconds old: kept in the process, as it is."""

from functools import wraps
from time import monotonic

FORGET = []  # what forgets each of them


def for_a_moment(seconds):
    """Decorator: what a function without arguments returned is returned again for so long, to be read and not changed.

    Its `forget` has it found out anew. Other processes learn of a change when their moment is over.
    """

    def decorator(find):
        kept = []  # nothing, or one pair that is never changed: other threads may be reading

        @wraps(find)
        def known():
            found = kept[:1]
            if not found or monotonic() >= found[0][1]:
                found = kept[:] = [(find(), monotonic() + seconds)]
            return found[0][0]

        known.forget = kept.clear
        FORGET.append(kept.clear)
        return known

    return decorator


def forget_all():
    for forget in FORGET:
        forget()

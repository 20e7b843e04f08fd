"""What many requests ask for, and may be some seconds old: kept in the process, as it is."""

from functools import wraps
from time import monotonic

from django.db import transaction

MOST = 100  # questions to one function; with more all begin anew
FORGET = []  # what forgets each of them


def for_a_moment(seconds):
    """Decorator: what the function returned is returned again for so long, to be read and not changed.

    The time runs from when it was asked. Its `forget` has it found out anew, also by whoever is asking just then. Other
    processes learn of a change when their moment is over.
    """

    def decorator(find):
        kept = {}

        @wraps(find)
        def known(*asked):
            own, began = kept, monotonic()
            found = own.get(asked)
            if found is None or began >= found[1]:
                if len(own) >= MOST and asked not in own:
                    own.clear()
                found = own[asked] = find(*asked), began + seconds
            return found[0]

        def forget():
            nonlocal kept
            kept = {}

        known.forget = forget
        FORGET.append(forget)
        return known

    return decorator


def forget_all():
    for forget in FORGET:
        forget()


def forget_what_changes():
    """For whoever changes what is kept: now, and once it is committed, since others ask meanwhile."""
    forget_all()
    transaction.on_commit(forget_all)

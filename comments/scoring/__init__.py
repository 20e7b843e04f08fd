"""A guess at which waiting comments are spam, learned here from the moderators' decisions.

It sorts the queue and says its words; it decides nothing, and nothing leaves the machine. It needs
scikit-learn, which is optional (requirements-score.txt), and runs in the worker alone.
"""

from importlib.util import find_spec

FEWEST_DECISIONS = 200  # before that it says nothing
PUT_LAST_FROM = 0.9  # the probability of spam from which a comment stands at the end of the queue


def work():
    """Learn from some decisions, or guess at some comments that wait. True if there is more."""
    if find_spec("sklearn") is None:
        return False
    from comments.scoring import guessing, learning  # these import scikit-learn, which takes a second and 100 MB

    return learning.work() or guessing.work()

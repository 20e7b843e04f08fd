"""For the worker: learning and guessing by a process of its own, which ends when nothing waits.

scikit-learn takes 100 MB and a second to load. A site that gets a comment in a while shall not keep them ready.
"""

from importlib.util import find_spec

from comments.scoring.waiting import something_waits
from cramps_site.lib.apart import Apart

scoring = Apart("train_spam", "--verbosity", "0", every=10.0)
stop = scoring.stop


def work():
    """Start the process where something waits. Never asks to be called again at once."""
    if find_spec("sklearn") is not None and scoring.may_start and something_waits():
        scoring.start()
    return False

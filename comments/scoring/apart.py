"""For the worker: learning and guessing by a process of its own, which ends when nothing waits.

scikit-learn takes 100 MB and a second to load. A site that gets a comment in a while shall not keep them ready.
"""

import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from time import monotonic

from django.conf import settings

from comments.scoring.waiting import something_waits

EVERY = 10.0  # seconds between two starts
ENDS_WITHIN = 20.0  # seconds, when the worker ends
process, started_at = None, -EVERY


def work():
    """Start the process, where something waits and none is under way. Never asks to be called again at once."""
    global process, started_at
    if find_spec("sklearn") is None or not is_due() or not something_waits():
        return False
    process = subprocess.Popen([sys.executable, settings.BASE_DIR / "manage.py", "train_spam", "--verbosity", "0"])
    started_at = monotonic()
    return False


def is_due():
    return (process is None or process.poll() is not None) and monotonic() - started_at >= EVERY


def stop():
    """The worker ends: what it is at, it ends; what is left, the next one finds."""
    if process is None:
        return
    with suppress(subprocess.TimeoutExpired):
        process.wait(ENDS_WITHIN)
    process.kill()
    process.wait()

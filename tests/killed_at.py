"""`python -m tests.killed_at WHEN FUNCTION ARGUMENTS…` is `manage.py ARGUMENTS…`, killed at one place by SIGKILL.

When a FUNCTION of the newsletter, as `Connection.hand_over`, is entered (`call`) or left (`return`) for the first time.
"""

import os
import signal
import sys

from django.core.management import execute_from_command_line


def main(when, function, *arguments):
    def look(code, *_):
        if code.co_qualname == function and "/newsletter/" in code.co_filename:
            os.kill(os.getpid(), signal.SIGKILL)
        return sys.monitoring.DISABLE  # of this code; all other code is as fast as ever

    events, tool = sys.monitoring.events, sys.monitoring.DEBUGGER_ID
    event = {"call": events.PY_START, "return": events.PY_RETURN}[when]
    sys.monitoring.use_tool_id(tool, "killer")
    sys.monitoring.register_callback(tool, event, look)
    sys.monitoring.set_events(tool, event)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cramps_site.settings")
    execute_from_command_line(["manage.py", *arguments])


if __name__ == "__main__":
    main(*sys.argv[1:])

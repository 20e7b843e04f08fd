"""Saying no to a form post without losing what was typed."""

from django.shortcuts import render

# The fields that hold a reader's words. No other is shown back: a password may be among them.
WORDS = ["name", "email", "body"]


def refuse(request, status, *, retry_after=None):
    """Our own page for 403, 413 or 429, with the words that were sent, if they were read."""
    posted = {} if status == 413 else request.POST
    typed = [posted[name] for name in WORDS if posted.get(name, "").strip()]
    response = render(request, f"{status}.html", {"typed": typed}, status=status)
    response["Cache-Control"] = "private, no-store"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response

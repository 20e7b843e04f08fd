"""Saying no to a form post without losing what was typed."""

from django.shortcuts import render

# Never shown back: marks of the form, not words of the reader.
UNSHOWN = {"csrfmiddlewaretoken", "parent", "website"}


def refuse(request, status, *, retry_after=None):
    """Our own page for 403, 413 or 429, with the words that were sent, if they were read."""
    posted = {} if status == 413 else request.POST
    typed = [value for name, value in posted.items() if name not in UNSHOWN and value.strip()]
    response = render(request, f"{status}.html", {"typed": typed}, status=status)
    response["Cache-Control"] = "private, no-store"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response

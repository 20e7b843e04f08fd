"""Tells those who may send issues that the site paused one or held it back by itself, and why.

No reader's address stands in it.
"""

from django.urls import reverse

from cramps_site.lib.mail import letter
from cramps_site.lib.sending import send_some
from cramps_site.lib.site import absolute
from newsletter.models import StopLetter
from newsletter.rendering import in_lines


def work():
    """Send some. True if there is more to do now."""
    return send_some(StopLetter.objects.select_related("stop__issue", "to"), built)


def built(row):
    """The message for a claimed StopLetter."""
    issue = row.stop.issue
    held_back = row.stop.after == issue.Status.DRAFT
    page = absolute(reverse(f"admin:newsletter_issue_{'send' if held_back else 'progress'}", args=[issue.pk]))
    context = {"issue": issue, "stop": row.stop, "page": page, "held_back": held_back}
    context["became"] = issue.STOPPED[row.stop.after]
    message = letter(
        "newsletter/letters/stopped", row.to.email, context, {"X-Auto-Response-Suppress": "OOF, AutoReply"}
    )
    message.body = in_lines(message.body)
    return message

"""The letters of the opt-in: one function makes any of them. Nothing a reader typed stands in them."""

from django.urls import reverse

from cramps_site.lib.mail import leave_headers, letter
from cramps_site.lib.site import absolute
from newsletter.models import Letter
from newsletter.models.subscriber import WORDING


def built(row):
    """The message for a claimed Letter."""
    leave = absolute(reverse("newsletter:leave", args=[row.subscriber.leave_token()]))
    context = {"leave": leave, "wording": WORDING, "newsletter": absolute(reverse("newsletter:newsletter"))}
    if row.kind == Letter.Kind.CONFIRM:
        context["confirm"] = absolute(reverse("newsletter:confirm", args=[row.new_link_token()]))
    return letter(f"newsletter/letters/{row.kind}", row.subscriber.email, context, leave_headers(leave))

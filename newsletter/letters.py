"""The letters that a reader's own acts bring: one function makes any of them. Nothing a reader typed stands in them."""

from django.urls import reverse

from cramps_site.lib.mail import leave_headers, letter
from cramps_site.lib.site import absolute
from newsletter.models.letter import LINKS
from newsletter.models.subscriber import WORDING


def built(row):
    """The message for a claimed Letter."""
    reader = row.subscriber
    links = {
        "leave": page("leave", reader.leave_token()),
        "manage": page("manage", reader.manage_token()),
        "refuse": page("refuse", reader.refuse_token()),
    }
    if row.kind in LINKS:
        links[LINKS[row.kind]] = page(LINKS[row.kind], row.new_link_token())
    context = {"wording": WORDING, "newsletter": absolute(reverse("newsletter:newsletter")), **links}
    return letter(f"newsletter/letters/{row.kind}", reader.email, context, leave_headers(links["leave"]))


def page(name, token):
    return absolute(reverse(f"newsletter:{name}", args=[token]))

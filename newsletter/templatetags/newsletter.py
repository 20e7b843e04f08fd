from django import template

from cramps_site.lib.forgetting import in_words
from newsletter import retention
from newsletter.forms import SubscribeForm
from newsletter.structured_data import of_issue

register = template.Library()


@register.inclusion_tag("newsletter/_box.html")
def subscribe_box():
    """The form at the foot of every page."""
    return {"form": SubscribeForm(auto_id="letter-%s")}


@register.simple_tag
def issue_data(issue):
    """An issue of the archive for search engines."""
    return of_issue(issue)


@register.simple_tag
def newsletter_periods():
    """How long what is kept, in words: as the worker forgets it."""
    periods = {
        "unconfirmed": retention.UNCONFIRMED_KEPT,
        "letters": retention.LETTERS_KEPT,
        "addresses": retention.ADDRESSES_KEPT,
        "lists": retention.LISTS_KEPT,
    }
    return {name: in_words(period) for name, period in periods.items()}

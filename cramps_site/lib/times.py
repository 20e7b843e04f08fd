"""Times as programs read them. Known in every template."""

from django import template

register = template.Library()


@register.filter(expects_localtime=True)
def exact(moment):
    """To the second, with its zone: 2026-03-04T12:00:00+00:00. HTML takes at most three digits behind the second."""
    return moment.isoformat(timespec="seconds")


@register.filter(expects_localtime=True)
def day_and_time(moment):
    """4 March 2026, 12:00. As `date` does it, which asks a translation for each word: this stands at each comment."""
    return f"{moment.day} {moment:%B %Y, %H:%M}"

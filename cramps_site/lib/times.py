"""Times as programs read them. Known in every template."""

from django import template

register = template.Library()


@register.filter(expects_localtime=True)
def exact(moment):
    """To the second, with its zone: 2026-03-04T12:00:00+00:00. HTML takes at most three digits behind the second."""
    return moment.isoformat(timespec="seconds")

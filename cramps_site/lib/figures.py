"""Figures as people read them. Known in every template."""

from django import template

register = template.Library()


@register.filter
def thousands(number):
    """1234 as 1,234."""
    return f"{number:,}"

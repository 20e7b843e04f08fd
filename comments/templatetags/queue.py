from django import template
from django.utils import timezone
from django.utils.timesince import timesince

register = template.Library()


@register.filter
def ago(moment):
    """How long ago, by the largest unit."""
    just = (timezone.now() - moment).total_seconds() < 60
    return "just now" if just else f"{timesince(moment, depth=1)} ago"

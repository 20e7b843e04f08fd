from django.utils import timezone
from django.utils.dateparse import parse_datetime


def moment_of(text):
    """The time that `text` writes. None for what is no time, or lacks its zone."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None

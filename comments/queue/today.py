"""What an empty queue tells: how many were decided today, and by whom."""

from django.db.models import Count
from django.utils import timezone

from articles.models import User


def decided_today(user):
    """(number, “by you 268, Ana 144”). What was taken back does not count."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    made = {"decisions__made_at__gte": midnight, "decisions__undoes": None, "decisions__undone_by": None}
    deciders = User.objects.filter(**made).annotate(number=Count("decisions")).order_by("-number", "pk")
    numbers = {decider: decider.number for decider in deciders}
    own = [f"you {numbers[user]:,}"] if user in numbers else []
    others = [f"{who.get_full_name() or who.username} {number:,}" for who, number in numbers.items() if who != user]
    return sum(numbers.values()), f"by {', '.join([*own, *others])}" if numbers else ""

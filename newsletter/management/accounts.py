"""People whom a command is told of."""

from django.core.management.base import CommandError

from articles.models import User


def user_called(name, option):
    """The User who signs in as `name`; None where the option was not given."""
    try:
        return User.objects.get_by_natural_key(name) if name else None
    except User.DoesNotExist:
        raise CommandError(f"Nobody here signs in as {name}. Give {option} the name of an account.") from None

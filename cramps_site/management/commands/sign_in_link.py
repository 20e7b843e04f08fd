from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from cramps_site.sign_in import link_for


class Command(BaseCommand):
    help = "Print a link that signs one person in, once, within three days."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, username, **options):
        user = get_user_model().objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account called {username}. `manage.py createsuperuser` makes one.")
        self.stdout.write(link_for(user))

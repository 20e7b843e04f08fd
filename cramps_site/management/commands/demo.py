from django.core.management.base import BaseCommand

from cramps_site import demo


class Command(BaseCommand):
    help = "Add the demo articles, people, comments and subscribers. Safe to run twice."

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="take exactly the demo away again")
        parser.add_argument("--if-empty", action="store_true", help="only where there is no article and no account yet")

    def handle(self, remove, if_empty, **options):
        if remove:
            demo.remove()
            self.stdout.write("The demo content is gone.")
        elif demo.site_is_empty() or not if_empty:
            demo.add()
            self.stdout.write("The demo content is there.")

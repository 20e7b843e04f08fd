from django.core.management.base import BaseCommand

from comments.counting import count


class Command(BaseCommand):
    help = "Count anew what became of readers' comments, for /house-rules/figures/. The worker does it by itself."

    def handle(self, **options):
        count()

import sys

from django.core.management.base import BaseCommand

from cramps_site.doctor import examinations
from cramps_site.doctor.finding import Level


class Command(BaseCommand):
    help = "What this installation still lacks for production. Sends no letter, changes nothing. Exits 1 on errors."
    requires_system_checks = []  # it runs them itself, and goes on

    def add_arguments(self, parser):
        parser.add_argument("--dkim-selector", default="", help="the name of the key that your mail server signs with")

    def handle(self, dkim_selector, **options):
        found = []
        for finding in every_finding(dkim_selector):
            self.stdout.write(str(finding))
            found.append(finding)
        errors = sum(finding.level == Level.ERROR for finding in found)
        self.stdout.write(f"\n{len(found)} examinations, {errors} errors.")
        if errors:
            sys.exit(1)


def every_finding(selector):
    yield from examinations.at_home()
    for examine in examinations.outside(selector).values():
        yield from examine()

import sys
from email.utils import parseaddr

from django.conf import settings
from django.core.management.base import BaseCommand
from dns.resolver import NoResolverConfiguration, Resolver

from cramps_site.doctor import house
from cramps_site.doctor.finding import Level, error, good
from cramps_site.doctor.leaving import leaving
from cramps_site.doctor.mail_server import mail_server
from cramps_site.doctor.sender import sender


class Command(BaseCommand):
    help = "What this installation still lacks for production. Sends no letter, changes nothing. Exits 1 on errors."
    requires_system_checks = []  # it runs them itself, and goes on

    def add_arguments(self, parser):
        parser.add_argument("--dkim-selector", default="", help="the name of the key that your mail server signs with")

    def handle(self, dkim_selector, **options):
        found = []
        for finding in examinations(dkim_selector):
            self.stdout.write(str(finding))
            found.append(finding)
        errors = sum(finding.level == Level.ERROR for finding in found)
        self.stdout.write(f"\n{len(found)} examinations, {errors} errors.")
        if errors:
            sys.exit(1)


def examinations(selector):
    address = parseaddr(settings.MAIL_FROM)[1]
    yield from house.settings()
    yield from house.database()
    yield from mail_server(settings.MAILERS["default"]["OPTIONS"] if settings.MAIL_URL else None)
    yield from sender(address, settings.BOUNCE_ADDRESS or address, resolver(), selector=selector)
    yield from leaving(settings.SITE_URL)
    yield webhook()


def webhook():
    if settings.EVENTS_SECRET:
        return good("Bounces", "EVENTS_SECRET is set, reports are taken at /newsletter/events/")
    if settings.BOUNCE_ADDRESS:
        return good("Bounces", f"letters return to {settings.BOUNCE_ADDRESS}, which manage.py read_bounces reads")
    return error("Bounces", "nobody tells of them", "Set EVENTS_SECRET or BOUNCE_ADDRESS (docs/deploy.md).")


def resolver():
    """As this machine asks; where it is not told whom, nobody answers."""
    try:
        return Resolver()
    except NoResolverConfiguration:
        return Resolver(configure=False)

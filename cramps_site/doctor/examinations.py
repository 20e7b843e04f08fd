"""Which examinations there are: at home, which a page can show at once, and those that ask other machines."""

from concurrent.futures import ThreadPoolExecutor, wait
from email.utils import parseaddr

from django.conf import settings

from cramps_site.doctor import house
from cramps_site.doctor.finding import error, good, unasked
from cramps_site.doctor.leaving import leave_address, leaving
from cramps_site.doctor.mail_server import mail_server


def at_home():
    """Findings that need nothing but our own settings and database."""
    yield from house.settings()
    yield from house.database()
    yield from no_mail_server()
    yield leave_address()
    yield webhook()


def of_sending():
    """The few of them without which letters go astray, for pages that only point to the doctor."""
    yield house.worker()
    yield house.stopped()
    yield from no_mail_server()
    yield webhook()


def outside(selector=""):
    """{what: a function that gives its Findings}. They speak to other machines; `selector` names the DKIM key."""
    # Here, because they ask DNS: dnspython takes 4 MB, and most processes never examine anything.
    from cramps_site.doctor.mail_host import mail_host
    from cramps_site.doctor.sender import sender

    address = parseaddr(settings.MAIL_FROM)[1]
    asked = {
        "Sender": lambda: sender(address, settings.BOUNCE_ADDRESS or address, resolver(), selector=selector),
        "Leaving in one click": lambda: leaving(settings.SITE_URL),
    }
    if settings.MAIL_URL:
        options = settings.MAILERS["default"]["OPTIONS"]
        asked["Mail server"] = lambda: mail_server(options)
        asked["PTR"] = lambda: mail_host(options["host"], resolver())
    return asked


def all_within(seconds, examinations):
    """The Findings of `examinations`, as outside() gives them, side by side. Who needs longer could not be asked."""
    pool = ThreadPoolExecutor(len(examinations))
    under_way = {what: pool.submit(lambda examine=examine: list(examine())) for what, examine in examinations.items()}
    done, _ = wait(under_way.values(), timeout=seconds)
    pool.shutdown(wait=False)
    for what, findings in under_way.items():
        if findings in done and findings.exception():
            yield unasked(what, repr(findings.exception()))
        elif findings in done:
            yield from findings.result()
        else:
            yield unasked(what, f"no answer within {seconds} seconds", "manage.py doctor waits longer.")


def no_mail_server():
    return [] if settings.MAIL_URL else mail_server(None)


def webhook():
    if settings.EVENTS_SECRET:
        return good("Bounces", "EVENTS_SECRET is set, reports are taken at /newsletter/events/")
    if settings.BOUNCE_ADDRESS:
        return good("Bounces", f"letters return to {settings.BOUNCE_ADDRESS}, which manage.py read_bounces reads")
    return error("Bounces", "nobody tells of them", "Set EVENTS_SECRET or BOUNCE_ADDRESS (docs/deploy.md).")


def resolver():
    """As this machine asks; where it is not told whom, nobody answers."""
    from dns.resolver import NoResolverConfiguration, Resolver

    try:
        return Resolver()
    except NoResolverConfiguration:
        return Resolver(configure=False)

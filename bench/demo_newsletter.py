"""`make demo-newsletter`: an issue goes out to a thousand made-up readers of example domains, before your eyes.

Site, worker and a mail server of its own, in a folder that goes with it. Nothing leaves this machine. Ctrl-C stops it.
"""

import logging
import signal
import sys
import time
from contextlib import contextmanager

from demo_site import TOP, demo_site

sys.path.insert(0, str(TOP))
READERS, A_SECOND, LOOK_EVERY = 1000, 25, 5  # people, letters, seconds
TROUBLES = ["refused", "busy", "busy-after-data", "refused-after-data", "dropped-after-data", "dropped-before-data"]
TROUBLED_EACH = 83  # so many readers have one among them whose mail server misbehaves
INTRO = """Good morning.

Most cramps in the calf come at night, and most go with a stretch. In this letter: what was measured, what was not,
and when a cramp is a reason to **see a doctor**."""


def main():
    try:
        with newsletter_demo() as (address, server):
            issue = write_issue()
            send(issue)
            say_where(address, issue)
            watch(issue, server)
    except KeyboardInterrupt:
        print("\nStopped.")


@contextmanager
def newsletter_demo():
    """(address, mail server) of a demo site with READERS, whose letters go to that mail server."""
    from tests.smtp_server import MailServer

    logging.getLogger("mail.log").setLevel(logging.ERROR)  # the server tells every word
    server = MailServer()
    server.start()
    settings = {"LETTERS_PER_SECOND": str(A_SECOND), "POSTAL_ADDRESS": "Cramps, 12 Example Street, Berlin"}
    try:
        with demo_site(MAIL_URL=server.url, BOUNCE_ADDRESS="bounces@cramps.example", **settings) as address:
            add_readers()
            yield address, server
    finally:
        server.stop()


def add_readers():
    from django.utils import timezone

    from newsletter.models import Subscriber

    now, names = timezone.now(), map(name_of, range(READERS))
    Subscriber.objects.bulk_create(Subscriber(email=name, status="confirmed", confirmed_at=now) for name in names)


def name_of(number):
    """The test's mail server goes by the name: tests/smtp_server.py."""
    if number % TROUBLED_EACH == 0:
        return f"{TROUBLES[number // TROUBLED_EACH % len(TROUBLES)]}@mail-{number}.example"
    return f"reader{number}@example.{['org', 'net', 'com'][number % 3]}"


def write_issue():
    from articles.models import Article
    from newsletter.models import Issue

    issue = Issue.objects.create(subject="Cramps at night, and what helps", slug="at-night", intro=INTRO)
    for position, article in enumerate(Article.objects.published()[:5]):
        issue.picks.create(article=article, position=position)
    return issue


def manager():
    """Nora, who sends issues."""
    from django.contrib.auth.models import Group

    from articles.models import User

    nora, _ = User.objects.get_or_create(username="nora", first_name="Nora", is_staff=True, email="nora@cramps.example")
    nora.groups.add(Group.objects.get(name="Newsletter manager"))
    return nora


def send(issue):
    """Checked and sent by the door that the desk uses."""
    from django.utils import timezone

    from newsletter import checks

    checks.schedule(issue, timezone.now(), by=manager())


def say_where(address, issue):
    from cramps_site.sign_in import link_for
    from newsletter.models import Subscriber

    reader = Subscriber.objects.get(email=name_of(1))
    print(
        f"\n  Sign in      {link_for(manager())}"
        f"\n  How far      {address}/admin/newsletter/issue/{issue.pk}/progress/"
        f"\n  Archive      {address}/newsletter/issues/{issue.slug}/"
        f"\n  A reader     {address}/newsletter/manage/{reader.manage_token()}/\n\n  Ctrl-C stops it.\n",
        flush=True,
    )


def watch(issue, server):
    """Say how far it is until it ends, then leave the site to whoever looks at it."""
    from newsletter.progress import progress_of

    while True:
        issue.refresh_from_db()
        print(line(progress_of(issue), server), flush=True)
        if issue.status == "finished":
            print("\nThe site goes on until Ctrl-C.", flush=True)
            break
        if had_their_turn(issue) and not server.is_well:
            server.is_well = True
            print(
                "Each reader had a try. The mail servers take now what they put off: it goes out by itself.", flush=True
            )
        time.sleep(LOOK_EVERY)  # the worker writes the figures in another process, and a person reads them here
    signal.pause()  # until Ctrl-C: its servers are other processes


def line(progress, server):
    counts = ", ".join(f"{count} {label.lower()}" for _, label, count in progress.lines if count)
    left_out = sum(count for _, count in progress.left_out)
    handed = f"The mail server was handed {len(server.letters)}."
    return f"{progress.said} {counts or 'Nobody yet'}; {left_out} left out. {handed}"


def had_their_turn(issue):
    return issue.status == "sending" and not issue.deliveries.filter(status__in=["waiting", "sending"]).exists()


if __name__ == "__main__":
    main()

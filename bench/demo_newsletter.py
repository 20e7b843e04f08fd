"""`make demo-newsletter`: an issue goes out to a thousand made-up readers of example domains, before your eyes.

Site, worker and a mail server of its own, in a folder that goes with it. Nothing leaves this machine. Ctrl-C stops it.
"""

import logging
import sys
import time

from demo_site import TOP, demo_site

sys.path.insert(0, str(TOP))
READERS, A_SECOND, LOOK_EVERY = 1000, 25, 5  # people, letters, seconds
TROUBLES = ["refused", "busy", "busy-after-data", "refused-after-data", "dropped-after-data", "dropped-before-data"]
TROUBLED_EACH = 83  # so many readers have one among them whose mail server misbehaves


def main():
    from tests.smtp_server import MailServer

    logging.getLogger("mail.log").setLevel(logging.ERROR)  # the server tells every word
    server = MailServer()
    server.start()
    settings = {"LETTERS_PER_SECOND": str(A_SECOND), "POSTAL_ADDRESS": "Cramps, 12 Example Street, Berlin"}
    try:
        with demo_site(MAIL_URL=server.url, **settings) as address:
            issue = send_issue()
            say_where(address, issue)
            watch(issue, server)
    except KeyboardInterrupt:
        print("\nStopped.")
    finally:
        server.stop()


def send_issue():
    """Written, checked and sent by the doors that the desk uses."""
    from django.contrib.auth.models import Group
    from django.utils import timezone

    from articles.models import Article, User
    from newsletter import checks
    from newsletter.models import Issue, Subscriber

    now = timezone.now()
    names = map(name_of, range(READERS))
    Subscriber.objects.bulk_create(Subscriber(email=name, status="confirmed", confirmed_at=now) for name in names)
    manager = User.objects.create(username="nora", first_name="Nora", is_staff=True)
    manager.groups.add(Group.objects.get(name="Newsletter manager"))
    issue = Issue.objects.create(subject="Cramps at night, and what helps", slug="at-night", intro="Good morning.")
    for position, article in enumerate(Article.objects.published()[:5]):
        issue.picks.create(article=article, position=position)
    checks.schedule(issue, now, by=manager)
    return issue


def name_of(number):
    """The test's mail server goes by the name: tests/smtp_server.py."""
    if number % TROUBLED_EACH == 0:
        return f"{TROUBLES[number // TROUBLED_EACH % len(TROUBLES)]}@mail-{number}.example"
    return f"reader{number}@example.{['org', 'net', 'com'][number % 3]}"


def say_where(address, issue):
    from articles.models import User
    from cramps_site.sign_in import link_for

    print(
        f"\n  Sign in      {link_for(User.objects.get(username='nora'))}"
        f"\n  How far      {address}/admin/newsletter/issue/{issue.pk}/progress/"
        f"\n  Archive      {address}/newsletter/\n\n  Ctrl-C stops it.\n",
        flush=True,
    )


def watch(issue, server):
    from newsletter.audience import ledger

    while True:
        issue.refresh_from_db()
        print(f"{issue.get_status_display()}: {ledger(issue)}; the mail server has {len(server.letters)}", flush=True)
        time.sleep(LOOK_EVERY)  # somebody reads the figures; nothing waits for them


if __name__ == "__main__":
    main()

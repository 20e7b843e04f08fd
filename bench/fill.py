"""A site as large as one may get: the same rows at each run, for measurements.

`python bench/fill.py [--articles N] [--comments N] [--waiting N] [--subscribers N]` fills the empty database that the
settings name. Written past the models: the rules of the site are measured later, not while it is filled.
"""

import argparse
import os
import random
import sys
import time
from datetime import timedelta
from pathlib import Path

from rows import hurry, look_at_what_there_is, write

ARTICLES, COMMENTS, WAITING, SUBSCRIBERS = 5_000, 1_000_000, 20_000, 100_000
BUSIEST = 5_000  # comments under one article
WORDS = (
    "calf cramp night stretch magnesium salt water doctor tablet bed foot morning run week pain muscle hour sleep"
    " helped never always sometimes warm cold leg heel wall towel lemon walk year mother husband try stopped again"
).split()


def main():
    wanted = arguments()
    start = time.monotonic()
    hurry()
    articles = fill_articles(wanted.articles)
    fill_comments(articles, wanted.comments, wanted.waiting)
    fill_near_keys()
    fill_subscribers(wanted.subscribers)
    look_at_what_there_is()
    print(f"Filled in {time.monotonic() - start:.0f} s.")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes = {"articles": ARTICLES, "comments": COMMENTS, "waiting": WAITING, "subscribers": SUBSCRIBERS}
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def fill_articles(number):
    """Rows as they are stored, with an eighth of a page of text each. Returns them, newest last."""
    from django.utils import timezone

    from articles.models import Article, Authorship, Filing, Person, Topic

    chance, now = random.Random(1), timezone.now()
    people = [Person.objects.create(name=f"Writer {n}", slug=f"writer-{n}") for n in range(20)]
    topics = [Topic.objects.create(name=f"Topic {n}", slug=f"topic-{n}", position=n) for n in range(10)]
    articles = Article.objects.bulk_create(
        [
            Article(
                title=words(chance, 7).capitalize(), slug=f"article-{n}",
                summary=words(chance, 20), body=(text := words(chance, 300)),
                body_html=f"<p>{text}</p>", published_at=now - timedelta(hours=number - n),
            )
            for n in range(number)
        ],
        batch_size=1_000,
    )  # fmt: skip
    Authorship.objects.bulk_create([Authorship(article=a, person=people[n % 20]) for n, a in enumerate(articles)])
    Filing.objects.bulk_create([Filing(article=a, topic=topics[n % 10]) for n, a in enumerate(articles)])
    return articles


def fill_comments(articles, number, waiting):
    """All but the last `waiting` are decided: 80 of 100 approved, 12 spam, 8 rejected."""
    from django.utils import timezone

    from comments.models import Comment, Decision
    from tests.factories import make_user

    moderators = [make_user(f"moderator-{n}", group="Moderator").pk for n in range(3)]
    begin, places = timezone.now() - timedelta(minutes=number), [article.pk for article in articles]
    write(Comment, comments(places, number, waiting, begin), name="comments")
    write(Decision, decisions(moderators, number - waiting, begin), name="decisions")


def comments(places, number, waiting, begin):
    """One a minute, under the articles with the keys `places`; the newest of these is the busiest.

    A quarter of the comments there answer the first one.
    """
    chance, apart = random.Random(2), max(number // BUSIEST, 1)  # one in so many is under the busiest
    for n in range(number):
        waits, posted_at = n >= number - waiting, begin + timedelta(minutes=n)
        answered = 1 if n and n % (4 * apart) == 0 else None
        yield {
            "id": n + 1,
            "article_id": places[-1] if n % apart == 0 else chance.choice(places),
            "parent_id": answered,
            "thread_id": answered,
            "name": f"Reader {n % 70_000}",
            "body": words(chance, chance.randint(8, 60)),
            "posted_at": posted_at,
            "status": "waiting" if waits else decision_on(n),
            "version": 0 if waits else 1,
            "queued_at": posted_at if waits else None,
            "token": f"{n:032}",
            "sender_key": f"{n % 70_000:064}",
        }


def decisions(moderators, number, begin):
    """One for each of the first `number` comments."""
    for n in range(number):
        status, posted_at = decision_on(n), begin + timedelta(minutes=n)
        yield {
            "comment_id": n + 1,
            "by_id": moderators[n % 3],
            "before": "waiting",
            "after": status,
            "code": "advert" if status == "rejected" else "",
            "queued_at": posted_at,
            "made_at": posted_at + timedelta(minutes=n % 600),
        }


def decision_on(n):
    place = n * 37 % 100
    return "approved" if place < 80 else "spam" if place < 92 else "rejected"


def fill_near_keys():
    """Of those comments that have them still, as when each came in."""
    from comments.models import Comment, NearKey
    from comments.retention import NEAR_KEYS_KEPT, before
    from comments.shingles import Shingles

    of_late = Comment.objects.filter(posted_at__gte=before(NEAR_KEYS_KEPT)).order_by("pk").values_list("pk", "body")
    keys = ((pk, Shingles.of(body).keys()) for pk, body in of_late)
    write(NearKey, ({"comment_id": pk, "key": key} for pk, own in keys for key in own), name="near keys")


def fill_subscribers(number):
    """90 of 100 confirmed, 5 not yet, 4 left, 1 suppressed; a third each of how often."""
    from django.utils import timezone

    from newsletter.models import Consent, Subscriber
    from newsletter.models.subscriber import WORDING

    now, each = timezone.now(), ["each", "weekly", "monthly"]
    times = [now - timedelta(minutes=number - n) for n in range(number)]
    states = ["confirmed"] * 90 + ["pending"] * 5 + ["unsubscribed"] * 4 + ["suppressed"]
    write(
        Subscriber,
        (
            {
                "id": n + 1,
                "email": f"reader{n}@example{n % 50}.org",
                "status": (status := states[n * 7 % 100]),
                "frequency": each[n % 3],
                "asked_at": at,
                "confirmed_at": None if status == "pending" else at,
                "left_at": now if status == "unsubscribed" else None,
            }
            for n, at in enumerate(times)
        ),
        name="subscribers",
    )
    write(
        Consent,
        (
            {
                "subscriber_id": n + 1,
                "wording": WORDING,
                "page": "/newsletter/",
                "given_at": at,
                "confirmed_at": None if states[n * 7 % 100] == "pending" else at,
            }
            for n, at in enumerate(times)
        ),
        name="consents",
    )


def words(chance, number):
    return " ".join(chance.choices(WORDS, k=number))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cramps_site.settings")
    import django

    django.setup()
    main()

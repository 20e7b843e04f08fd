"""A site as large as one may get: the same rows at each run, for measurements.

`python bench/fill.py [--articles N] [--comments N] [--waiting N]` fills the empty database that the settings name.
Written with plain bulk inserts: the rules of the site are measured later, not while it is filled.
"""

import argparse
import os
import random
import sys
import time
from datetime import timedelta
from pathlib import Path

ARTICLES, COMMENTS, WAITING = 5_000, 1_000_000, 20_000
BUSIEST = 5_000  # comments under one article
BATCH = 10_000
WORDS = (
    "calf cramp night stretch magnesium salt water doctor tablet bed foot morning run week pain muscle hour sleep"
    " helped never always sometimes warm cold leg heel wall towel lemon walk year mother husband try stopped again"
).split()


def main():
    wanted = arguments()
    start = time.monotonic()
    articles = fill_articles(wanted.articles)
    fill_comments(articles, wanted.comments, wanted.waiting)
    print(f"Filled in {time.monotonic() - start:.0f} s.")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in [("articles", ARTICLES), ("comments", COMMENTS), ("waiting", WAITING)]:
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

    from comments.models import Comment, Decision, Status
    from tests.factories import make_user

    chance, now = random.Random(2), timezone.now()
    moderators = [make_user(f"moderator-{n}", group="Moderator") for n in range(3)]
    for start in range(0, number, BATCH):
        rows = []
        for n in range(start, min(start + BATCH, number)):
            state = Status.WAITING if n >= number - waiting else state_of(chance)
            posted_at = now - timedelta(seconds=60 * (number - n))
            rows.append(
                Comment(
                    article=articles[-1] if n % (number // BUSIEST) == 0 else chance.choice(articles),
                    name=f"Reader {n % 70_000}", body=words(chance, chance.randint(8, 60)), posted_at=posted_at,
                    status=state, version=0 if state == Status.WAITING else 1,
                    queued_at=posted_at if state == Status.WAITING else None, sender_key=f"{n % 70_000:064}",
                )
            )  # fmt: skip
        rows = Comment.objects.bulk_create(rows)
        decided = [comment for comment in rows if comment.status != Status.WAITING]
        Decision.objects._record(
            Decision(
                comment=comment, by=moderators[n % 3], before=Status.WAITING, after=comment.status,
                code="advert" if comment.status == Status.REJECTED else "",
                queued_at=comment.posted_at, made_at=comment.posted_at + timedelta(minutes=n % 600),
            )
            for n, comment in enumerate(decided)
        )  # fmt: skip
        print(f"\r{min(start + BATCH, number):,} comments", end="", flush=True)
    print()


def state_of(chance):
    return chance.choices(["approved", "spam", "rejected"], weights=[80, 12, 8])[0]


def words(chance, number):
    return " ".join(chance.choices(WORDS, k=number))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cramps_site.settings")
    import django

    django.setup()
    main()

"""A wave of spam against the site: 2,000 variants of one text from 500 addresses, and one genuine comment among them.

On the database that the settings name, best one that bench/fill.py filled. Each is screened and stored as the form does
it, without the limits that would have held most of them back. Then a moderator opens the queue and presses once.
"""

import os
import random
import re
import sys
import time
from pathlib import Path

from moderation import QUEUE, measured, report, signed_in

POSTS, ADDRESSES = 2_000, 500
ADVERT = (
    "Hello friend, I had terrible muscle cramps for ten years and no doctor could help me at all. Then I found the"
    " herbal oil of Dr Olu and after three days every cramp was gone. Write to him today at https://olu.example/a and"
    " he will send it to you too, wherever you live."
)
OTHERS = "really also truly again always certainly kindly indeed simply quickly gladly surely".split()
GENUINE = "I had muscle cramps for ten years too. Stretching every evening is what helped me most, not an oil."


def main():
    from django.db import connection

    from articles.models import Article
    from comments.models import Comment
    from tests.factories import make_user

    article, chance = Article.objects.published().first(), random.Random(int(time.time()))
    before = Comment.objects.queued().count()
    print(f"{connection.vendor}: {Comment.objects.count():,} comments, {before:,} waiting")
    print(f"{'':<34}{'p50':>10}{'p95':>10}{'processor':>12}{'queries':>9}")
    posts, genuine = [], None
    for number in range(POSTS):
        posts.append(measured(lambda number=number: send(article, variant(chance), number)))
        if number == POSTS // 2:
            genuine = send(article, GENUINE, POSTS)
    report("a post of the wave", posts)
    desk = signed_in(make_user(f"bench-{time.time_ns()}", group="Moderator"))
    report("the queue with the wave", [measured(lambda: desk.get(f"{QUEUE}?order=newest")) for _ in range(20)])
    press(desk, genuine, before)


def send(article, body, number):
    """Screened and stored."""
    from comments.models import Comment
    from comments.screening import Draft, screen
    from comments.senders import sender_fields

    sender = f"198.51.{number % ADDRESSES // 250}.{number % ADDRESSES % 250}"
    said = {"article": article, "parent": None, "name": f"Reader {number % ADDRESSES}", "email": "", "body": body}
    known = sender_fields(sender=sender, name=said["name"], email="")
    draft = Draft(**said, sender_key=known["sender_key"])
    return Comment.objects.post(**said, **known, sender=sender, verdict=screen(draft))


def variant(chance):
    """Up to three words changed, another link, and a number that makes it no exact repeat."""
    words = ADVERT.replace("/a", f"{chance.randrange(500)}.example/{chance.randrange(10**6)}").split()
    for _ in range(chance.randrange(4)):
        words[chance.randrange(len(words))] = chance.choice(OTHERS)
    return " ".join([*words, str(chance.randrange(10**9))])


def press(desk, genuine, before):
    """Find the card, press its button, and see what became of all."""
    from comments.models import Comment

    page = desk.get(f"{QUEUE}?rule=waves&order=newest").content.decode()
    wave = max(map(int, re.findall(r'name="wave" value="(\d+)"', page)))
    folded = Comment.objects.queued().filter(wave=wave)
    upto = folded.order_by("pk").last().pk
    print(f"one card holds {folded.count():,} of {POSTS:,}")
    sent = {"wave": wave, "version": 0, "upto": upto, "decision": "spam"}
    pressed = measured(lambda: desk.post(f"{QUEUE}decide/", sent))
    print(f"one click: {pressed.clock:.0f} ms, of the processor {pressed.processor:.0f}, {pressed.queries} queries")
    genuine.refresh_from_db()
    print(
        f"waiting now {Comment.objects.queued().count() - before:,} more than before; the genuine one: {genuine.status}"
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cramps_site.settings")
    import django

    django.setup()
    main()

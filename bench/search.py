"""How long a search takes at 5,000 articles. `make bench-search` prints one table.

The articles are sentences of the demo's, shuffled by a fixed seed, so that words are as frequent
as in real text. Times are of `search()` and the rendering of its page, in one process, warm: by the
clock, and of the processor alone, which other work on the machine does not stretch.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

ARTICLES, SENTENCES, ROUNDS = 5_000, 40, 5
QUESTIONS = [
    "magnesium", "magnesum", "cramps at night", "calf", "why do I get cramps", "quinine tonic water", "pregnancy",
    "stretching before bed", "carmp", "electrolytes sodium", "Ines Moreau", "doctor numbness swelling", "lactic acid",
    "runner ironman", "xyzzyq", "cramp's", '"calf stretch', "night OR day", "a", "naive café",
]  # fmt: skip


def main():
    with tempfile.TemporaryDirectory(prefix="cramps-bench-") as data:
        os.environ |= {
            "DATA_DIR": data,
            "DATABASE_URL": "",
            "SECRET_KEY": "a-key-for-figures-only-" * 3,
            "SITE_URL": "http://127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "cramps_site.settings",
            **dict.fromkeys(["MAIL_URL", "CACHE_URL", "DEBUG", "ALLOWED_HOSTS"], ""),
        }
        import django

        django.setup()
        fill()
        clock, processor = zip(*measure(), strict=True)
        print(f"{ARTICLES:,} articles, {len(clock)} searches")
        print(f"  clock      {report(clock)}")
        print(f"  processor  {report(processor)}")


def fill():
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from articles.models import Article

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("demo", verbosity=0, stdout=sys.stderr)
    chance = random.Random(1)
    texts = list(Article.objects.values_list("body", flat=True))
    sentences = [part for text in texts for part in text.replace("\n", " ").split(". ") if len(part) > 20]
    with transaction.atomic():
        for number in range(ARTICLES - len(texts)):
            title = " ".join(chance.choice(sentences).split()[:8])
            body = ". ".join(chance.choices(sentences, k=SENTENCES))
            Article.objects.create(
                title=title, slug=f"article-{number}", summary=title, body=body, published_at=timezone.now()
            )


def measure():
    """[clock, processor] of each search, in milliseconds."""
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    times = []
    for turn in range(ROUNDS + 1):
        for question in QUESTIONS:
            start = time.perf_counter(), time.process_time()
            client.get("/search/", {"q": question})
            end = time.perf_counter(), time.process_time()
            if turn:  # the first round only warms
                times.append([(after - before) * 1000 for before, after in zip(start, end, strict=True)])
    return times


def report(times):
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms, longest {max(times):.1f} ms"


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()

"""Which article a comment of another site belongs to."""

import re
from urllib.parse import unquote, urlsplit

from articles.models import Article
from comments.importing.foreign import Skipped

SLUG = re.compile(r"[a-zA-Z0-9_-]{1,200}")


class Places:
    """Articles by slug, by one they had before, or by the last parts of an address. Each is looked for once."""

    def __init__(self):
        self.found = {}

    def article(self, places):
        """Raises Skipped where there is none."""
        if places not in self.found:
            self.found[places] = next(filter(None, map(find, candidates(places))), None)
        if self.found[places] is None:
            raise Skipped(f"no article here is called {' or '.join(places)}" if places else "it names no article")
        return self.found[places]


def candidates(places):
    """Slugs that they may mean, the likeliest first."""
    for place in places:
        for part in reversed(split(place).path.split("/")):
            name = unquote(part).removesuffix(".html")
            if SLUG.fullmatch(name):
                yield name


def split(address):
    """The parts of an address. Of what is none, empty ones."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def find(slug):
    try:
        return Article.find(slug, Article.objects.only("slug"))
    except Article.DoesNotExist:
        return None

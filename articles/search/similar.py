"""For an address that leads nowhere: the articles whose addresses look like it."""

from articles.models import Article
from articles.search.words import COMMON, words_in

MOST = 3
NEAR_ENOUGH = 0.4  # of the trigrams that were asked for
LOOKED_AT = 5_000  # articles, the newest


def similar(slug):
    """Published articles with like words in their address, the likeliest first: title and slug. One query."""
    asked = trigrams_of(slug)
    if not asked:
        return []
    known = Article.objects.published().newest_first().values_list("slug", "title")[:LOOKED_AT]
    near = [(share, slug, title) for slug, title in known if (share := share_of(asked, slug)) >= NEAR_ENOUGH]
    best = sorted(near, key=lambda found: -found[0])[:MOST]
    return [Article(slug=slug, title=title) for _, slug, title in best]


def trigrams_of(slug):
    """Of each word with two spaces before it and one behind, as PostgreSQL's pg_trgm has it."""
    said = [word for _, _, word in words_in(slug[:200]) if len(word) > 2 and word not in COMMON]
    return {spaced[start : start + 3] for spaced in (f"  {word} " for word in said) for start in range(len(spaced) - 2)}


def share_of(trigrams, slug):
    spaced = f"  {slug.replace('-', '   ')} "
    return sum(trigram in spaced for trigram in trigrams) / len(trigrams)

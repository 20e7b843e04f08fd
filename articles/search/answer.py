"""One search, from the words typed to a page of answers."""

from dataclasses import dataclass

from articles.models import Article
from articles.search.dialects import ranked
from articles.search.question import guess_unknown, terms_of
from articles.search.snippets import marked, snippet

PER_PAGE = 10


@dataclass
class Answer:
    """What was found. `articles` are those of one page, each with `title_parts` and `snippet_parts`."""

    terms: list
    articles: list
    count: int
    number: int
    is_partial: bool  # no article had all the words; these have some

    @property
    def next_number(self):
        return self.number + 1

    @property
    def previous_number(self):
        return self.number - 1

    @property
    def corrections(self):
        return [term for term in self.terms if term.taken_for]

    @property
    def has_next(self):
        return self.number * PER_PAGE < self.count


def search(text, *, number=1):
    """Published articles that have all the words; where none has, those that have any."""
    published, terms = Article.objects.published(), terms_of(text)
    whole = ranked_by_all(terms, published)
    if not whole:
        guess_unknown(terms, published)
        whole = ranked_by_all(terms, published)
    groups = [term.stems for term in terms if term.stems]
    found = whole or (ranked(groups, published, every=False) if groups else [])
    page = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    stems = {stem for group in groups for stem in group}
    return Answer(terms, shown(page, stems), len(found), number, is_partial=bool(found) and not whole)


def ranked_by_all(terms, articles):
    """None where one of the terms is not known at all."""
    groups = [term.stems for term in terms]
    return ranked(groups, articles, every=True) if groups and all(groups) else []


def shown(page, stems):
    articles = Article.objects.for_lists().defer(None).defer("body", "contents", "cited").in_bulk(page)
    for article in articles.values():
        article.title_parts = marked(article.title, stems)
        article.snippet_parts = snippet(article, stems)
    return [articles[pk] for pk in page if pk in articles]

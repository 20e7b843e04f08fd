from articles.models.article import Article, Authorship, Filing, Reference, Topic
from articles.models.old_slug import OldSlug
from articles.models.people import Person, PersonLink, User
from articles.models.search import SearchText, SearchWord

__all__ = [
    "Article",
    "Authorship",
    "Filing",
    "OldSlug",
    "Person",
    "PersonLink",
    "Reference",
    "SearchText",
    "SearchWord",
    "Topic",
    "User",
]

from articles.models.article import Article
from articles.models.change_note import ChangeNote
from articles.models.old_slug import OldSlug
from articles.models.parts import Authorship, Filing, Reference
from articles.models.people import Person, PersonLink, User
from articles.models.pick import Pick
from articles.models.search import SearchText, SearchWord
from articles.models.topic import Topic

__all__ = [
    "Article",
    "Authorship",
    "ChangeNote",
    "Filing",
    "OldSlug",
    "Person",
    "PersonLink",
    "Pick",
    "Reference",
    "SearchText",
    "SearchWord",
    "Topic",
    "User",
]

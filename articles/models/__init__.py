from articles.models.article import Article
from articles.models.change_note import ChangeNote
from articles.models.old_slug import OldSlug
from articles.models.parts import Authorship, Filing, Reference
from articles.models.people import Person, PersonLink, User
from articles.models.pick import Pick
from articles.models.search import SearchText, SearchWord
from articles.models.site_version import SiteVersion, version_of_article, version_of_site
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
    "SiteVersion",
    "Topic",
    "User",
    "version_of_article",
    "version_of_site",
]

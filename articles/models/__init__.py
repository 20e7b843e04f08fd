from articles.models.article import Article, Authorship, Filing, Reference, Topic
from articles.models.old_slug import OldSlug
from articles.models.people import Person, PersonLink, User

__all__ = ["Article", "Authorship", "Filing", "OldSlug", "Person", "PersonLink", "Reference", "Topic", "User"]

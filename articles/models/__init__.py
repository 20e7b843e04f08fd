from articles.models.article import Article, Authorship, Reference, Topic
from articles.models.old_slug import OldSlug
from articles.models.people import Person, PersonLink, User

__all__ = ["Article", "Authorship", "OldSlug", "Person", "PersonLink", "Reference", "Topic", "User"]

"""Names that readers may not take, because others would believe them."""

import re

from django.core.cache import cache

from articles.models import Person, User
from cramps_site.lib.skeleton import skeleton

KEPT_FOR = 5  # seconds
# Refused wherever it stands in the name. The badges are among them: read aloud or copied, "Ines
# Author" is what a badge says.
ANYWHERE = {"admin", "administrator", "admins", "author", "authors", "moderator", "moderators", "staff", "webmaster"}
# Refused when the name says nothing else, but for the site's name and padding.
ROLES = {"editor", "editors", "mod", "moderation", "mods", "newsroom", "owner", "support", "team", "writer", "Админ"}
PADDING = {"and", "article", "at", "chief", "from", "in", "member", "of", "official", "site", "the"}
TITLES = {"dr", "prof", "professor", "doctor", "mr", "mrs", "ms", "md", "phd"}
GIVEN_NAMES = {"staf"}  # Flemish; a look-alike of staff only because repeated letters count once


def looks_like_staff(name, site_name):
    """True if a reader could take `name` for someone of the house, by what it looks like."""
    words = [word for word in words_of(name) if word.casefold() not in GIVEN_NAMES]
    looks, (house, jobs) = [looks_of(word) for word in words], kept_for_a_moment()
    roles, whole = skeletons(ROLES), skeleton("".join(words))
    around = roles | skeletons(PADDING | set(words_of(site_name))) | {""}  # "" is a number without its digits
    return (
        has_any(looks, skeletons(ANYWHERE))
        or (has_any(looks, roles) and has_only(looks, around))
        or whole in {skeleton("".join(words_of(other))) for other in ANYWHERE | ROLES | {site_name} | house}
        or any(adds_nothing(looks, skeletons(words_of(other)), around | jobs) for other in house | {site_name})
    )


def words_of(name):
    """The words of a name without titles. Signs that stand for letters stay: `@dmin`."""
    return [word for word in re.split(r"(?:[^\w|!@$]|_)+", name) if word and word.casefold() not in TITLES]


def looks_of(word):
    """What a word looks like, with its trailing digits and without."""
    return {skeleton(word), skeleton(word.rstrip("0123456789"))}


def skeletons(words):
    return {skeleton(word) for word in words}


def has_any(looks, reserved):
    return any(look & reserved for look in looks)


def has_only(looks, reserved):
    return all(look & reserved for look in looks)


def adds_nothing(looks, someone, around):
    """True if all the words of `someone` are there, in any order, and besides them only padding and jobs."""
    return someone <= set().union(*looks) and has_only(looks, someone | around)


def kept_for_a_moment():
    """Names of the house, and its jobs: every comment asks for them."""
    return cache.get_or_set("comments.house", lambda: (names_of_the_house(), jobs_of_the_house()), KEPT_FOR)


def jobs_of_the_house():
    roles = Person.objects.order_by().exclude(role="").values_list("role", flat=True).distinct()
    return skeletons(word for role in roles for word in words_of(role))


def names_of_the_house():
    """Of authors and of staff. Not what staff sign in with: a refused name would tell it."""
    people = set(Person.objects.values_list("name", flat=True))
    people |= {user.get_full_name() for user in User.objects.filter(is_staff=True, is_active=True)}
    return {name for name in people if words_of(name)}

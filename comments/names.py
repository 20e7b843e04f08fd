"""Names that readers may not take, because others would believe them; and whose addresses tell the same."""

import re
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q

from articles.models import Person, User
from cramps_site.lib.addresses import canonical
from cramps_site.lib.for_a_moment import for_a_moment
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


def looks_like_staff(name):
    """True if a reader could take `name` for someone of the house, by what it looks like."""
    words = [word for word in words_of(name) if word.casefold() not in GIVEN_NAMES]
    looks, kept = [looks_of(word) for word in words], reserved()
    return (
        has_any(looks, kept.anywhere)
        or (has_any(looks, kept.roles) and has_only(looks, kept.around))
        or skeleton("".join(words)) in kept.wholes
        or any(adds_nothing(looks, someone, kept.around | kept.jobs) for someone in kept.people)
    )


def is_address_of_the_house(address):
    """True if `address`, in its canonical form, is that of an author's or a staff account."""
    return address in reserved().addresses


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


@dataclass(frozen=True)
class Reserved:
    """What names are compared with, by what it looks like: words, names joined to one, and names as sets of words.

    And the addresses of accounts, as they are.
    """

    anywhere: set
    roles: set
    around: set
    jobs: set
    wholes: set
    people: list
    addresses: set


@for_a_moment(KEPT_FOR)
def reserved():
    """What names may not look like, and whose addresses are known: every comment asks for it."""
    roles, people = skeletons(ROLES), names_of_the_house() | {settings.SITE_NAME}
    return Reserved(
        anywhere=skeletons(ANYWHERE),
        roles=roles,
        around=roles
        | skeletons(PADDING | set(words_of(settings.SITE_NAME)))
        | {""},  # "" is a number without its digits
        jobs=jobs_of_the_house(),
        wholes={skeleton("".join(words_of(name))) for name in ANYWHERE | ROLES | people},
        people=[skeletons(words_of(name)) for name in people],
        addresses=addresses_of_the_house(),
    )


def jobs_of_the_house():
    roles = Person.objects.order_by().exclude(role="").values_list("role", flat=True).distinct()
    return skeletons(word for role in roles for word in words_of(role))


def names_of_the_house():
    """Of authors and of staff. Not what staff sign in with: a refused name would tell it."""
    people = set(Person.objects.values_list("name", flat=True))
    people |= {user.get_full_name() for user in User.objects.filter(is_staff=True, is_active=True)}
    return {name for name in people if words_of(name)}


def addresses_of_the_house():
    """Of active accounts of authors and of staff. One that is not canonical nobody can type into the form."""
    accounts = User.objects.filter(Q(is_staff=True) | Q(person__isnull=False), is_active=True).exclude(email="")
    addresses = set()
    for address in accounts.values_list("email", flat=True):
        with suppress(ValidationError):
            addresses.add(canonical(address))
    return addresses

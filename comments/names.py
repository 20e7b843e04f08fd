"""Names that readers may not take, because others would believe them."""

import re

from articles.models import Person, User
from cramps_site.lib.skeleton import skeleton

# Refused wherever it stands in the name, and as the whole name. The badges are among them: read aloud
# or copied, "Ines Author" is what a badge says.
ANYWHERE = {"admin", "administrator", "admins", "author", "authors", "moderator", "moderators", "staff", "webmaster"}
WHOLE = {"editor", "mod", "newsroom", "support", "team", "the editor", "the editors", "the team"}
GIVEN_NAMES = {"staf"}  # Flemish; a look-alike only because repeated letters count once
TITLES = {"dr", "prof", "professor", "doctor", "mr", "mrs", "ms", "md", "phd"}


def looks_like_staff(name, site_name):
    """True if a reader could take `name` for someone of the house, by what it looks like."""
    words = [word for word in re.split(r"(?:[^\w|!@$]|_)+", name) if word.casefold() not in TITLES]
    odd = [word for word in words if word.casefold() not in GIVEN_NAMES]
    looks = {skeleton(form) for word in odd for form in [word, word.rstrip("0123456789")]}
    whole = skeleton("".join(words))
    reserved = WHOLE | ANYWHERE | {site_name, f"{site_name} team", f"team {site_name}"} | names_of_the_house()
    return bool(looks & skeletons(ANYWHERE)) or whole in skeletons(reserved)


def skeletons(names):
    return {skeleton("".join(bare(name))) for name in names}


def bare(name):
    return [word for word in re.split(r"\W+", name) if word.casefold() not in TITLES]


def names_of_the_house():
    """Of authors and of staff. Not what staff sign in with: a refused name would tell it."""
    people = set(Person.objects.values_list("name", flat=True))
    people |= {user.get_full_name() for user in User.objects.filter(is_staff=True, is_active=True)}
    return people - {""}

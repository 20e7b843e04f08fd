"""Names that readers may not take, because others would believe them."""

import re

from articles.models import Person, User
from cramps_site.lib.skeleton import skeleton

# Refused wherever it stands in the name, and as the whole name.
ANYWHERE = {"admin", "administrator", "moderator", "webmaster"}
WHOLE = {"author", "editor", "mod", "newsroom", "staff", "support", "team", "the editor", "the editors", "the team"}
TITLES = {"dr", "prof", "professor", "doctor", "mr", "mrs", "ms", "md", "phd"}


def looks_like_staff(name, site_name):
    """True if a reader could take `name` for someone of the house, by what it looks like."""
    words = [word for word in re.split(r"[^\w|!@$]+", name) if word.casefold() not in TITLES]
    looks = {skeleton(word) for word in words}
    whole = skeleton("".join(words))
    reserved = WHOLE | ANYWHERE | {site_name, f"{site_name} team", f"team {site_name}"} | names_of_the_house()
    return bool(looks & skeletons(ANYWHERE)) or whole in skeletons(reserved)


def skeletons(names):
    return {skeleton("".join(bare(name))) for name in names}


def bare(name):
    return [word for word in re.split(r"\W+", name) if word.casefold() not in TITLES]


def names_of_the_house():
    people = set(Person.objects.values_list("name", flat=True))
    for user in User.objects.filter(is_staff=True, is_active=True):
        people |= {user.get_full_name(), user.get_username()}
    return people - {""}

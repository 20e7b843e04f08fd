"""Names that readers may not take, because others would believe them."""

import re

from articles.models import Person, User
from cramps_site.lib.skeleton import skeleton

# Refused wherever it stands in the name.
ANYWHERE = {"admin", "administrator", "admins", "moderator", "moderators", "webmaster"}
# Refused when the name says nothing else, but for the site's name and small words.
ROLES = {"author", "editor", "editors", "mod", "mods", "newsroom", "staff", "support", "team"}
SMALL_WORDS = {"and", "at", "from", "of", "the"}
TITLES = {"dr", "prof", "professor", "doctor", "mr", "mrs", "ms", "md", "phd"}


def looks_like_staff(name, site_name):
    """True if a reader could take `name` for someone of the house, by what it looks like."""
    words = [word for word in re.split(r"(?:[^\w|!@$]|_)+", name) if word and word.casefold() not in TITLES]
    looks = [{skeleton(word), skeleton(word.rstrip("0123456789"))} for word in words]
    whole = skeleton("".join(words))
    # A number leaves "" without its digits: `Admin 2` is a role and padding.
    roles, padding = skeletons(ROLES), {"", *skeletons(SMALL_WORDS | set(bare(site_name)))}
    anywhere = skeletons(ANYWHERE)
    return (
        any(look & anywhere for look in looks)
        or (any(look & roles for look in looks) and all(look & (roles | padding) for look in looks))
        or whole in skeletons(ANYWHERE | ROLES | {site_name} | names_of_the_house())
    )


def skeletons(names):
    return {skeleton("".join(bare(name))) for name in names}


def bare(name):
    return [word for word in re.split(r"\W+", name) if word.casefold() not in TITLES]


def names_of_the_house():
    """Of authors and of staff. Not what staff sign in with: a refused name would tell it."""
    people = set(Person.objects.values_list("name", flat=True))
    people |= {user.get_full_name() for user in User.objects.filter(is_staff=True, is_active=True)}
    return people - {""}

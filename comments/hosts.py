"""The hosts that a text leads to, however they are written down."""

import re
import unicodedata
from contextlib import suppress

from cramps_site.lib.characters import EachCharacter

# Endings under which a name without `http` or `www` is still an address. Others would catch `pain.It`.
ENDINGS = (
    "com net org info biz shop store online site website xyz top club live pro link click vip icu buzz life health"
    " ru cn io co uk de fr nl eu us in me tv cc example"
)
HOST = r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+"
ADDRESS = re.compile(
    rf"(?:h[tx]{{2}}ps?://|www\.)(?:[^\s/@]*@)?({HOST})|(?<![\w@.-])({HOST})(?=/|:\d)"
    rf"|(?<![\w@.-])((?:[^\W_][\w-]*\.)+(?:{'|'.join(ENDINGS.split())}))(?![\w@-]|\.\w)",
    re.IGNORECASE,
)
WHOLE_ADDRESS = re.compile(rf"(?:{ADDRESS.pattern})\S*", re.IGNORECASE)
# Every address has it, and most texts have none: to look for it first takes a fiftieth of the time.
DOT_WITHIN = re.compile(r"\.[^\W_]")
DISGUISED_DOT = re.compile(r"\s?[\[({]\s?(?:\.|dot)\s?[\])}]\s?|(?<=\w) dot (?=com\b|net\b|org\b)", re.IGNORECASE)
LONGEST = 253  # RFC 1035
# Endings that are words of names too, after initials: `J.M.de Vries`.
PARTICLES = {"de", "in"}
VISIBLE = EachCharacter(lambda letter: "" if unicodedata.category(letter) == "Cf" else letter)


def hosts_in(text):
    """Hosts of links, bare ones and `shop[.]example` too, each once, in the order of the text."""
    text = DISGUISED_DOT.sub(".", text.translate(VISIBLE))
    found = ADDRESS.findall(text) if DOT_WITHIN.search(text) else []
    return list(dict.fromkeys(one_form(next(filter(None, groups))) for groups in found))


def hosts_in_name(name):
    """The same in a name, in which not every dot belongs to an address."""
    return [host for host in hosts_in(name) if not is_of_initials(host)]


def is_of_initials(host):
    *labels, ending = host.split(".")
    return ending in PARTICLES and all(len(label) == 1 for label in labels)


def one_form(host):
    """Lower case, IDNA, without `www`: what is stored and compared."""
    host = host.strip().rstrip(".")
    with suppress(UnicodeError):  # a host that no machine finds is still compared, as it was written
        host = host.encode("idna").decode("ascii")
    return host.lower().removeprefix("www.")[:LONGEST]


def is_below(host, domain):
    """True for the domain itself and what belongs to it; `notshop.example` is not below `shop.example`."""
    return host == domain or host.endswith(f".{domain}")


def domain_in(written):
    """The domain that a moderator means by `https://www.Shop.example/x` or `shop.example`. Empty if there is none."""
    host = one_form(re.sub(r"^[a-z]+://|^@|[/?#:].*$", "", written.strip(), flags=re.IGNORECASE))
    return host if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host) else ""


def without_addresses(text):
    """The text with one and the same word for each address, wherever it leads."""
    return WHOLE_ADDRESS.sub(" link ", text) if DOT_WITHIN.search(text) else text

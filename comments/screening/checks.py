"""The checks, by name. Each gets a Draft and returns what it noticed: a list, mostly empty."""

from comments.screening.article import old_article
from comments.screening.health import EMERGENCY, cure, dose, emergency
from comments.screening.links import links
from comments.screening.markup import markup_removed
from comments.screening.near import near_duplicate
from comments.screening.noticed import Noticed
from comments.screening.personal import personal_data
from comments.screening.rules import rules
from comments.screening.sender import banned, identity_unproven, name_like_ours, rejected_before

__all__ = ["CHECKS", "EMERGENCY"]


def honeypot(draft):
    return [Noticed("honeypot", draft.trap, weight=9, spam=True)] if draft.trap else []


def origin_unknown(draft):
    return [Noticed("origin_unknown")] if draft.origin_unknown else []


CHECKS = {
    "honeypot": honeypot,
    "origin_unknown": origin_unknown,
    "emergency": emergency,
    "personal_data": personal_data,
    "dose": dose,
    "cure": cure,
    "links": links,
    "rules": rules,
    "near_duplicate": near_duplicate,
    "name_like_ours": name_like_ours,
    "identity_unproven": identity_unproven,
    "banned": banned,
    "rejected_before": rejected_before,
    "old_article": old_article,
    "markup_removed": markup_removed,
}

"""The moderators' rules: words and phrases, domains of links, addresses of senders."""

from comments.hosts import is_below
from comments.models import Rule
from comments.models.rule import rules_in_use
from comments.screening.noticed import Noticed

ADDRESS = "the sender’s address"  # reasons outlive addresses, which are forgotten


def rules(draft):
    found = ((rule, found_by(rule, draft)) for rule in rules_in_use())
    return [
        Noticed("rule", excerpt, weight=7 if rule.action == Rule.Action.SPAM else 4, rule=rule,
                spam=rule.action == Rule.Action.SPAM)
        for rule, excerpt in found
        if excerpt
    ]  # fmt: skip


def found_by(rule, draft):
    """What of `draft` the rule finds, in the reader's own words; of an address only that. Empty if nothing."""
    if rule.kind == Rule.Kind.WORDS:
        return draft.looks.first(rule.looks_like) or draft.name_looks.first(rule.looks_like)
    if rule.kind == Rule.Kind.DOMAIN:
        return next((host for host in draft.hosts if is_below(host, rule.looks_like)), "")
    if "@" in rule.looks_like:
        return ADDRESS if draft.email == rule.looks_like else ""
    return ADDRESS if is_below(draft.email.rpartition("@")[2], rule.looks_like) else ""

"""The checks, by name. Each gets a Draft and returns what it noticed: a list, mostly empty."""

from comments.screening.noticed import Noticed

EMERGENCY = "emergency"


def honeypot(draft):
    return [Noticed("honeypot", draft.trap, weight=9, spam=True)] if draft.trap else []


def origin_unknown(draft):
    return [Noticed("origin_unknown")] if draft.origin_unknown else []


CHECKS = {"honeypot": honeypot, "origin_unknown": origin_unknown}

"""Why a comment waits, in words for moderators."""

NOTICED = {
    "honeypot": "Filled a field that people do not see",
    "origin_unknown": "Sent without saying where from",
}


def in_words(reason):
    """Why to look twice. A check that is no longer here still shows its name and what it found."""
    words = NOTICED.get(reason.check_name, reason.check_name)
    return f"{words}: “{reason.excerpt}”" if reason.excerpt else words

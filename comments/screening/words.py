"""Why a comment waits, in words for moderators."""

# What each check says; `{}` is what it matched. Those without it add nothing.
NOTICED = {
    "emergency": "Possible emergency: “{}”",
    "personal_phone": "Personal data: a phone number",
    "personal_mail": "Personal data: an e-mail address",
    "personal_birth": "Personal data: a date of birth",
    "personal_name": "Personal data in the name: {}",
    "dose": "Names a dose: “{}”",
    "cure": "Claims a cure: “{}”",
    "link_new": "Contains a link: {} (not seen here this week)",
    "link_seen": "Contains a link: {} (seen here this week)",
    "link_refused": "Contains a link: {} (seen here this week, rejected each time)",
    "rule": "Matches a rule: “{}”",
    "near_duplicate": "Same text as {}",
    "quotes_a_wave": "Quotes a wave, but is not part of it: most of its words are its own",
    "name_like_ours": "The name looks like {}, who writes here",
    "identity_unproven": "Gives the e-mail address of an account of this site, and nobody has proven it yet",
    "rejected_before": "Of this sender’s last comments {} were rejected",
    "banned": "The sender is banned",
    "old_article": "Under an old article (published more than {} ago)",
    "markup_removed": "HTML was removed from what was typed: “{}”",
    "honeypot": "Filled a field that people do not see: “{}”",
    "origin_unknown": "Sent without saying where from",
    "check_failed": "One check could not run ({}), so a person decides",
}


def in_mail(reason):
    """The same without what it matched, where that is words of the reader."""
    words = NOTICED.get(reason.check_name, reason.check_name)
    what, _, matched = words.partition(": ")
    return what if "{}" in matched else words.format(reason.excerpt)


def in_words(reason):
    """Why to look twice. A check that is no longer here still shows its name and what it found."""
    if reason.check_name in NOTICED:
        return NOTICED[reason.check_name].format(reason.excerpt)
    return f"{reason.check_name}: “{reason.excerpt}”" if reason.excerpt else reason.check_name

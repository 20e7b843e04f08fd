"""How fast comments may come from one network: the limits of the site's settings, and the wait in plain words."""

from cramps_site.lib.rate_limit import RateLimit, take_of_each

HOUR, DAY = 60 * 60, 24 * 60 * 60  # seconds


def limits_of(site):
    """{RateLimit: what is said to whoever reached it}"""
    limits = {
        RateLimit("comments-in-an-hour", times=site.per_hour, seconds=HOUR): as_many(site.per_hour, "an hour"),
        RateLimit("comments-in-a-day", times=site.per_day, seconds=DAY): as_many(site.per_day, "a day"),
    }
    if site.seconds_between:
        limits[RateLimit("comment", times=1, seconds=site.seconds_between)] = "That was quick."
    return limits


def as_many(times, span):
    return f"We take {times} {'comment' if times == 1 else 'comments'} {span} from one network, and had as many."


def wait_of(request, site, fingerprint):
    """Counts the comment with this fingerprint, once however often it is sent at the same instant.

    Returns 0 and nothing; or the seconds to wait, and that in words.
    """
    limits = limits_of(site)
    limit = take_of_each(limits, request, fingerprint)
    if limit is None:
        return 0, ""
    seconds = limit.wait(request) or 1
    return seconds, f"{limits[limit]} Send it again in {in_words(seconds)}; your words stay here until then."


def in_words(seconds):
    """Rounded up."""
    if seconds < 60:
        return "a second" if seconds == 1 else f"{seconds} seconds"
    if seconds <= HOUR:
        minutes = -(-seconds // 60)
        return "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"{-(-seconds // HOUR)} hours"

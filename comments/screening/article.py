"""Articles that have been out for long: spam comes to them, and few of the questions are new."""

from comments.discussions import discussion_of, is_older
from comments.screening.noticed import Noticed


def old_article(draft):
    days = discussion_of(draft.article).hold_after
    return [Noticed("old_article", f"{days} days")] if is_older(draft.article, days) else []

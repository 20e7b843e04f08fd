"""Comments of the last day that say almost the same."""

from comments.screening.noticed import Noticed


def near_duplicate(draft):
    same, quoted = draft.near.same, draft.near.quoted
    if same:
        others = "another one" if len(same) == 1 else f"{len(same)} others"
        return [Noticed("near_duplicate", f"{others} of the last day", weight=3)]
    if any(comment.wave_id for comment in quoted):
        return [Noticed("quotes_a_wave", weight=2)]
    return []

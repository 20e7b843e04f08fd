"""What the queue's pages show: put together of cards, filters, counts, and what was just done."""

import re
from dataclasses import dataclass

from django.contrib import admin
from django.http import QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, DigestChoice
from comments.models.states import UNDO_WITHIN
from comments.queue.conflicts import ACTS, who_was_first
from comments.queue.filters import Filters
from comments.queue.forms import BAN_DAYS, DECISIONS, REJECTIONS
from comments.queue.gathering import cards_of, shown
from comments.queue.just_done import just_done, lines
from comments.queue.paging import counted, page_of
from comments.queue.today import decided_today
from comments.reasons import REASONS
from comments.waiting_time import waiting_time
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.see_other import SeeOther


@dataclass(frozen=True)
class Conflict:
    title: str
    said: str
    first: object  # the decision that counted, or None


CARD = "text/vnd.cramps.card"
ANCHOR = re.compile(r"cw?\d{1,19}")
# What a template asks for on every card is always there: to find that it is missing takes Django long.
EVERYWHERE = {
    "decisions": DECISIONS, "may_decide": True, "sees_all": True, "from_page": "", "ticked": False, "opened": "",
    "typed": {"words": "", "why": "", "decision": ""}, "undo_seconds": UNDO_WITHIN.seconds,
    "number_of_reasons": len(REASONS),
}  # fmt: skip
ALIKE = {"codes": REASONS, "rejections": REJECTIONS, "ban_days": BAN_DAYS}
LINKED = ["arrivals", "decide", "ban", "take", "undo", "next", "release"]  # pages of the queue
KEPT = [*Filters.base_fields, "after"]  # of the address, on the way back


def respond(request, template, title, status=200, **page):
    page = on_all(page | {"has_keys": has_keys(request)}) | admin.site.each_context(request) | {"title": title}
    return TemplateResponse(request, f"admin/comments/queue/{template}", page, status=status)


def card_answer(request, **parts):
    """Parts of the page alone, for the script."""
    page = on_all({"here": request.POST.get("here", "")} | parts)
    return TemplateResponse(request, "admin/comments/queue/answer.html", page)


def on_all(page):
    """`page` with what all pages of the queue show."""
    page = EVERYWHERE | {"to": addresses()} | page
    return page | {"alike": Alike(page)}


class Alike:
    """What is the same on each card of a page: made once, when the first card asks."""

    def __init__(self, page):
        self.page = ALIKE | page

    def __getitem__(self, part):
        self.__dict__[part] = render_to_string(f"admin/comments/queue/_alike.html#{part}", self.page)
        return self.__dict__[part]


def addresses():
    """Where the links and forms of a page lead, each looked up once."""
    of_queue = {name: reverse(f"admin:comments_queue_{name}") for name in LINKED}
    archive = reverse("admin:comments_comment_changelist")
    return of_queue | {"queue": reverse("admin:comments_queue_changelist"), "comments": archive}


def has_keys(request):
    choice = DigestChoice.objects.filter(moderator=request.user).values_list("keys", flat=True)
    return choice.first() is not False


def queue_page(request):
    filters, looked_at = Filters(request.GET), timezone.now()
    page = page_of(filters, shown, request.GET.get("after", ""))
    number, is_more = counted(filters)
    cards = with_conflict(request, cards_of(page.comments, request.user, looked_at))
    dones = just_done(request.user)
    return respond(
        request, "page.html", "Moderation queue", filters=filters, cards=cards, number=number, is_more=is_more,
        oldest=oldest(page.comments, request) if filters.of_queue else None, is_first=not request.GET.get("after"),
        dones=lines(dones), newest=dones[0] if dones else None, here=here(request.GET), next=page.next,
        ticked=request.GET.get("ticked") == "page", looked_at=looked_at.isoformat(),
        **idle(request, filters, number),
    )  # fmt: skip


def idle(request, filters, number):
    """What only an empty queue tells."""
    if number or filters.narrows:
        return {}
    decided, by_whom = decided_today(request.user)
    return {"decided_today": decided, "decided_by": by_whom, "wait": waiting_time()}


def oldest(comments, request):
    """Since when the first waits; said only where the page begins with it."""
    if request.GET.get("after") or not comments:
        return None
    return min(comment.queued_at for comment in comments)


def here(query):
    """The part of an address that brings back to the same page."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        if query.get(name):
            kept[name] = query[name]
    return kept.urlencode()


def back(request, anchor="", **more):
    """To the queue, as it was when the form was sent; the anchor moves focus without any script."""
    query = QueryDict(here(QueryDict(request.POST.get("here", ""))), mutable=True)
    query.update(more)
    fragment = anchor if ANCHOR.fullmatch(anchor) else "queue"
    return SeeOther(f"{reverse('admin:comments_queue_changelist')}{'?' * bool(query)}{query.urlencode()}#{fragment}")


def with_conflict(request, cards):
    """The cards; first of them the comment of which a decision changed nothing, saying why."""
    pk, seen, wanted = ([*request.GET.get("conflict", "").split("."), "", ""])[:3]
    if whole_number(pk) is None or whole_number(seen) is None or wanted not in ACTS:
        return cards
    if (card := card_of(request, int(pk))) is None:
        return cards
    explain(card, int(seen), wanted)
    card.following = next((other.anchor for other in cards if other.comment != card.comment), "")
    return [card, *(other for other in cards if other.comment != card.comment)]


def card_of(request, pk):
    comments = shown(Comment.objects.filter(pk=pk))
    cards = cards_of(comments, request.user)
    return cards[0] if cards else None


def explain(card, seen, wanted):
    """Say on the card why the decision changed nothing."""
    last = card.comment.last_decision
    card.conflict = Conflict(f"Your {ACTS[wanted]} changed nothing.", who_was_first(card.comment, seen, last), last)

"""The moderators' queue: to read, and to decide on one card. The rules are in the models and beside these views."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST, require_safe

from comments.models import Ban, Comment, Decision, DigestChoice, Wave
from comments.models.states import UNDO_WITHIN
from comments.queue import leases
from comments.queue.bulk_views import is_left, looked_at, to_left
from comments.queue.conflicts import clock, who_was_first_on_wave
from comments.queue.forms import BanForm, DecisionForm, WaveForm
from comments.queue.just_done import Done, just_done
from comments.queue.pages import CARD, back, card_answer, card_of, explain, queue_page, respond
from comments.queue.rights import for_moderators
from cramps_site.lib.moments import moment_of
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.see_other import SeeOther

CHUNK = 1000  # decisions taken back in one transaction


@for_moderators
def queue(request):
    return queue_page(request)


@for_moderators
@require_safe
def arrivals(request):
    """For the script of a page that is open: how many came since it was made, in words. Empty where none did."""
    since = moment_of(request.GET.get("since", ""))
    number = Comment.objects.queued().filter(queued_at__gt=since).count() if since else 0
    said = f"{number:,} new comment{'' if number == 1 else 's'}" if number else ""
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


@for_moderators
@require_POST
def decide(request):
    if "wave" in request.POST:
        return decide_wave(request)
    comment, form = commented(request), DecisionForm(request.POST)
    if not form.is_valid():
        return problem(request, comment, form)
    outcome = form.decide(comment, by=request.user)
    if outcome.refused:
        return refused(request, comment, form.cleaned_data["version"], form.cleaned_data["decision"][0])
    return decided(request, outcome.moved[0])


def commented(request):
    return get_object_or_404(Comment, pk=whole_number(request.POST.get("comment", "")))


def decided(request, decision):
    """On to the next card, or from a comment's own page to the next that waits."""
    if wants_card(request):
        return card_answer(request, done=Done.alone(decision))
    if request.POST.get("from") == "page":
        return go_on(request)
    return back(request, request.POST.get("next", ""))


def refused(request, comment, seen, wanted):
    """Back to the card, which says who was first."""
    if wants_card(request):
        card = card_of(request, comment.pk)
        explain(card, seen, wanted)
        return card_answer(request, card=card)
    return back(request, f"c{comment.pk}", conflict=f"{comment.pk}.{seen}.{wanted}")


def problem(request, comment, form):
    """The card again, with what was typed, and what to put right."""
    card = card_of(request, comment.pk)
    return respond(
        request, "problem.html", capfirst(card.name), status=422, card=card, form=form, opened=form.panel,
        typed=request.POST, here=request.POST.get("here", ""), from_page=request.POST.get("from", ""),
    )  # fmt: skip


def wants_card(request):
    return CARD in request.headers.get("Accept", "")


def decide_wave(request):
    wave, form = get_object_or_404(Wave, pk=whole_number(request.POST["wave"])), WaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.first_error)
        return back(request, f"cw{wave.pk}")
    if form.wants_split:
        return split_wave(request, wave, form)
    if form.asks_once_more:
        return respond(request, "confirm_wave.html", form.question(wave), wave=wave, form=form, typed=request.POST)
    picks, decision = form.picks(wave), form.cleaned_data["decision"]
    came = picks.decide(*decision, by=request.user, follow=form.cleaned_data["follow"])
    if came.waves_left:
        return wave_refused(request, *came.waves_left)
    if is_left(request, picks, came):
        return to_left(request, picks, came)
    if not came.moved:
        messages.warning(request, "Nothing of the wave waited any more.")
    return back(request, request.POST.get("next", ""))


def split_wave(request, wave, form):
    number = form.split(wave, by=request.user)
    if number is None:
        return wave_refused(request, wave)
    messages.success(request, f"The wave was taken apart: {number:,} comments now wait one by one.")
    return back(request)


def wave_refused(request, wave):
    """Back to its card, if one is left. Nothing of it changed."""
    messages.warning(request, f"Your decision changed nothing: {who_was_first_on_wave(wave)}.")
    return back(request, f"cw{wave.pk}")


@for_moderators
@require_POST
def ban(request):
    comment = commented(request)
    form = BanForm(request.POST, banned=comment, looked_at=looked_at(request))
    if not form.is_valid():
        return problem(request, comment, form)
    came = form.ban(by=request.user)
    if came is None:
        return refused(request, comment, form.cleaned_data["version"], "spam")
    messages.success(request, form.said(came))
    return go_on(request) if request.POST.get("from") == "page" else back(request, request.POST.get("next", ""))


@for_moderators
@require_POST
def undo(request):
    """One decision, or a whole batch, of the last minute and of one's own."""
    own = Decision.objects.filter(by=request.user).select_related("comment")
    if batch := request.POST.get("batch"):
        decisions = list(own.of_batch(batch))
    else:
        decisions = list(own.filter(pk=whole_number(request.POST.get("decision", ""))))
    moved = take_back(decisions, by=request.user)
    said = "" if moved else not_undone(decisions)
    if len(decisions) == 1 and wants_card(request):
        newest = just_done(request.user)[0] if moved else None
        return card_answer(request, card=card_of(request, decisions[0].comment_id), said=said, newest=newest)
    if said:
        messages.warning(request, said)
    return back(request, f"c{decisions[0].comment_id}" if len(decisions) == 1 else "")


def take_back(decisions, *, by):
    """How many were undone. Bans that came with them are lifted, and what joins their waves waits again."""
    moved = []
    for start in range(0, len(decisions), CHUNK):
        moved += Comment.objects.undo(decisions[start : start + CHUNK], by=by).moved
    waves = {decision.comment.wave_id for decision in moved} - {None}
    for wave in Wave.objects.filter(pk__in=waves, decided_by=by, is_split=False):
        wave.reopen()
    keys = {decision.comment.sender_key for decision in moved if decision.undoes.code == "banned"} - {""}
    if keys:
        Ban.objects.lift_just_made(keys, by=by)
    return len(moved)


def not_undone(decisions):
    last = decisions[0].comment.decisions.select_related("by").last() if decisions else None
    if last and last.pk != decisions[0].pk:
        return f"Not undone: {last.who} decided again (“{last.get_after_display()}”, {clock(last.made_at)})."
    return f"Too late to undo: more than {UNDO_WITHIN.seconds} seconds have passed. Decide again instead."


@for_moderators
@require_POST
def take(request):
    """Open a comment, from a colleague too if asked for. The script gets the card where it cannot be had."""
    pk = whole_number(request.POST.get("comment", ""))
    taken = leases.take(pk, request.user, over=request.POST.get("over") == "on")
    if wants_card(request):
        card = None if taken else card_of(request, pk)
        return card_answer(request, card=card) if card else HttpResponse(status=204)
    return SeeOther(reverse("admin:comments_comment_change", args=[pk])) if pk else back(request)


@for_moderators
@require_POST
def release(request):
    leases.release(whole_number(request.POST.get("comment", "")), request.user)
    return back(request)


@for_moderators
@require_POST
def following(request):
    return go_on(request)


def go_on(request):
    """To the next comment that waits and that nobody has open."""
    pk = leases.next_for(request.user)
    if pk is None:
        return SeeOther(reverse("admin:comments_queue_changelist"))
    return SeeOther(reverse("admin:comments_comment_change", args=[pk]))


@for_moderators
@require_POST
def keys(request):
    """Single keys on or off, for this person."""
    on = request.POST.get("keys") == "on"
    DigestChoice.objects.update_or_create(moderator=request.user, defaults={"keys": on})
    messages.success(request, f"Keys are {'on' if on else 'off'}.")
    return back(request)

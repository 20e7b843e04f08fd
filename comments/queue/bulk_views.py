"""One decision on many, in the queue: ask where it is much, do it by thousands, say what became of each."""

from django.contrib import messages
from django.core import signing
from django.forms import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from comments.models import Decision, Status
from comments.queue.bulk import AT_ONCE, Job, Picks
from comments.queue.conflicts import who_was_first_on_wave
from comments.queue.filters import Filters
from comments.queue.forms import REJECTIONS, DecisionChoice
from comments.queue.just_done import SAID_OF_MANY, Done
from comments.queue.left import left_as_they_were, left_of_waves, sum_of
from comments.queue.pages import back, respond
from comments.queue.rights import for_moderators
from cramps_site.lib.moments import moment_of
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.see_other import SeeOther

UNREAD = [("spam", "Spam"), *((value, f"Reject: {label}") for value, label in REJECTIONS)]
LISTED = 5  # of those that were decided


@for_moderators
@require_POST
def decide_many(request):
    if request.POST.get("select") == "page":
        return back(request, ticked="page")
    if "job" in request.POST:
        return go_on(request)
    if request.POST.get("select") == "all":
        return decide_all(request)
    return decide_picked(request)


def decide_picked(request):
    picks, decision = Picks.read(request.POST.getlist("pick")), chosen(request)
    if not picks:
        messages.warning(request, "Nothing was selected; nothing was done.")
        return back(request)
    if decision is None:
        messages.warning(request, "Choose what to do with the selected. Nothing was done.")
        return back(request)
    number = picks.number()
    if number > AT_ONCE and "sure" not in request.POST:
        return ask(request, number, decision[0])
    came = picks.decide(*decision, by=request.user)
    for wave in came.waves_left:
        messages.warning(request, f"A wave was left as it was: {who_was_first_on_wave(wave)}.")
    return to_left(request, picks, came)


def is_left(request, picks, came):
    """Whether anything of what was picked was decided or edited since the moderator looked."""
    return bool(came.left or left_of_waves(picks.seen_of_waves, looked_at(request), came.batch))


def to_left(request, picks, came):
    """To the page that says what became of each, and of what was left as it was."""
    waves = written(picks.seen_of_waves)
    return to_result(came.batch, left=written(came.left), waves=waves, since=looked_at(request).isoformat())


def looked_at(request):
    """When the page was made on which they were chosen."""
    now = timezone.now()
    return min(moment_of(request.POST.get("looked", "")) or now, now)


def chosen(request):
    try:
        return DecisionChoice().clean(request.POST.get("decision", ""))
    except ValidationError:
        return None


def ask(request, number, status):
    verb = {Status.APPROVED: "Approve", Status.REJECTED: "Reject", Status.SPAM: "Mark as spam"}[status]
    return respond(
        request, "confirm.html", f"{verb} {number:,} comments?", verb=verb, number=number, typed=request.POST,
        picks=request.POST.getlist("pick"), is_public=status == Status.APPROVED, here=request.POST.get("here", ""),
        looked=looked_at(request).isoformat(),
    )  # fmt: skip


def decide_all(request):
    """All that the filters show, read or not: so they can be refused, but not approved."""
    filters = Filters(QueryDict(request.POST.get("here", "")))
    if request.POST.get("decision") not in dict(UNREAD) or "sure" not in request.POST:
        number = Job.of(filters, "", looked_at(request)).total
        return respond(
            request, "confirm_all.html", f"All {number:,}: what to do with them?", number=number, choices=UNREAD,
            typed=request.POST, here=request.POST.get("here", ""), looked=looked_at(request).isoformat(),
            is_approval=request.POST.get("decision") == Status.APPROVED,
        )  # fmt: skip
    return step(request, Job.of(filters, request.POST["decision"], looked_at(request)))


def go_on(request):
    try:
        job = Job.read(request.POST["job"])
    except (signing.BadSignature, TypeError):
        messages.error(request, "This page was too old to go on from. Select them again.")
        return back(request)
    return step(request, job)


def step(request, job):
    job = job.step(by=request.user)
    return to_result(job.batch, job=job.token)


def to_result(batch, **query):
    return SeeOther(reverse("admin:comments_queue_batch", args=[batch], query=query))


@for_moderators
@require_GET
def batch(request, batch):
    """What became of the comments of one batch. Can be opened again, and goes on from there."""
    decisions = Decision.objects.of_batch(batch).select_related("comment__person").order_by("pk")
    first, done = list(decisions[:LISTED]), decisions.count()
    job = job_of(request, batch)
    left, goes_on = left_as_they_were(left_out(request, batch, job)), bool(job and job.left.exists())
    status = first[0].after if first else Status.SPAM
    mine = Done(decisions.last()) if first and first[0].by_id == request.user.pk else None
    total = job.total if goes_on else done + len(left)
    return respond(
        request, "batch.html", title_of(total), batch=batch, done=done, left=left,
        summed=sum_of(done, status, left), first=first, more=done - len(first), total=total, job=job,
        goes_on=goes_on, verb=SAID_OF_MANY[status],
        undo=mine if mine and mine.decision.may_be_undone else None,
    )  # fmt: skip


def title_of(total):
    return "One comment: what became of it" if total == 1 else f"{total:,} comments: what became of them"


def job_of(request, batch):
    try:
        job = Job.read(request.GET.get("job", ""))
    except (signing.BadSignature, TypeError):
        return None
    return job if job.batch == batch else None


def left_out(request, batch, job):
    """{pk: version that was seen} of what the batch left as it was."""
    left, waves = pairs(request.GET.get("left", "")), pairs(request.GET.get("waves", ""))
    if job:
        left |= job.left_out
    if waves and (since := moment_of(request.GET.get("since", ""))):
        left |= left_of_waves(waves, since, batch)
    return left


def written(pairs):
    return ",".join(f"{pk}.{number}" for pk, number in pairs.items())


def pairs(text):
    """{pk: number} of “1.0,2.3”, at most as many as can be ticked at once."""
    found = {}
    for part in text.split(",")[:100]:
        pk, _, version = part.partition(".")
        if whole_number(pk) is not None and whole_number(version) is not None:
            found[int(pk)] = int(version)
    return found

"""What is forgotten, and when. The page /privacy/ is filled from these periods."""

from datetime import timedelta

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from comments.models import Ban, Comment, Decision, NearKey, Notice, Report
from comments.searching.index import Merging
from cramps_site.lib import forgetting as rounds
from cramps_site.lib.forgetting import Forgetting, before, some

NETWORK_KEPT = timedelta(days=30)  # after a comment or a report came in
EMAIL_KEPT = timedelta(days=90)  # after the last decision
FORMER_WORDS_KEPT = timedelta(days=1)  # after the change; undoing takes a minute
NEAR_KEYS_KEPT = timedelta(days=3)
NOTICES_KEPT = timedelta(days=90)  # after they were due

UNSENT = {Notice.Status.WAITING, Notice.Status.SENDING}


def networks_of_comments():
    """With the key of a sender that was made from the network, and with what recognised a repeated post."""
    due = Comment.objects.exclude(network_hash="").filter(posted_at__lt=before(NETWORK_KEPT)).order_by("posted_at")
    no_address = When(email="", then=Value(""))
    return Comment.objects.filter(pk__in=some(due)).update(
        network_hash="", network_prefix="", fingerprint=None, sender_key=Case(no_address, default=F("sender_key"))
    )


def networks_of_reports():
    due = Report.objects.exclude(sender="").filter(made_at__lt=before(NETWORK_KEPT)).order_by("made_at")
    return Report.objects.filter(pk__in=some(due)).update(sender="")


def networks_of_bans():
    """With the names, of bans that are over. Who is banned is known for as long as that lasts."""
    over = Q(until__lt=timezone.now()) | Q(lifted_at__isnull=False)
    known = Ban.objects.filter(over).exclude(sender_key="", name="")
    return Ban.objects.filter(pk__in=some(known)).update(sender_key="", name="")


def addresses():
    """E-mail, once nobody needs to decide and the last decision is old."""
    due = (
        Comment.objects.exclude(email="")
        .exclude(status=Comment.Status.WAITING)
        .filter(~decided_since(before(EMAIL_KEPT)), posted_at__lt=before(EMAIL_KEPT), queued_at=None)
        .order_by("posted_at")
    )
    return Comment.objects.filter(pk__in=some(due)).update(email="", sender_key="", email_proven_at=None)


def former_words():
    """What stood there before it was edited, or before personal data was covered."""
    edited = Q(edited_at=None) | Q(edited_at__lt=before(FORMER_WORDS_KEPT))
    due = Comment.objects.exclude(former_body="").filter(edited, ~decided_since(before(FORMER_WORDS_KEPT)))
    return Comment.objects.filter(pk__in=some(due.order_by("posted_at"))).update(former_body="")


def decided_since(moment):
    return Exists(Decision.objects.filter(comment=OuterRef("pk"), made_at__gte=moment))


def near_keys():
    """The oldest first: their numbers grow as comments come in."""
    oldest = NearKey.objects.order_by("pk").values_list("pk", "comment__posted_at")[: rounds.BATCH]
    due = [pk for pk, posted_at in oldest if posted_at < before(NEAR_KEYS_KEPT)]
    return NearKey.objects.filter(pk__in=due).delete()[0]


def notices():
    """Of mail that went out, or never will."""
    done = set(Notice.Status) - UNSENT
    due = Notice.objects.filter(status__in=done, due_at__lt=before(NOTICES_KEPT)).order_by()
    return Notice.objects.filter(pk__in=some(due)).delete()[0]


KINDS = [networks_of_comments, networks_of_reports, networks_of_bans, addresses, former_words, near_keys, notices]
merging = Merging()
forgetting = Forgetting([*KINDS, merging.work])
work, forget = forgetting.work, forgetting.forget

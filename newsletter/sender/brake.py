"""When an issue must not go on by itself: what came back, who complained, how its canary did; and what is said then."""

from django.db import connection
from django.db.models import Count, Q

from cramps_site.lib.server_words import without_address
from newsletter.models import Delivery, DeliveryEvent

COUNTS_FROM = 20  # finished deliveries: of fewer a share says nothing
LAST = 1000  # of them: where many arrived before, refusals of now are few of all
CAME_BACK_AT_MOST = 0.05  # share of them
COMPLAINTS_AT_MOST, COMPLAINTS_COUNT_FROM = 0.001, 2  # Gmail's and Yahoo's demand of senders; one may be a slip
CANARY_AT_MOST = 0.5  # share of those who were tried first
DOMAIN_SHOWN, WORDS_SHOWN = 40, 70  # characters; with all of them the reason fits into its field
WHAT_TO_DO = "The doctor may tell why. Put it right, go on, then try again those that failed."
Status, Kind = Delivery.Status, DeliveryEvent.Kind
# Written out, with its states: so both databases see that the index of those that are finished is meant.
OF_LAST = """
WITH last AS MATERIALIZED (
SELECT id, status FROM newsletter_delivery WHERE issue_id = %s AND status IN ('sent', 'failed')
ORDER BY claimed_at DESC, id DESC LIMIT %s)
SELECT COUNT(DISTINCT last.id), COUNT(DISTINCT CASE WHEN kind = 'hard' THEN last.id END),
COUNT(DISTINCT CASE WHEN kind = 'policy' THEN last.id END), COUNT(DISTINCT event.delivery_id)
FROM last LEFT JOIN newsletter_deliveryevent AS event
ON event.delivery_id = last.id AND kind IN ('hard', 'policy') AND last.status = 'failed'
"""


def brake(issue):
    """True if it was stopped: too many letters came back, or too many readers complained. A person must look.

    Not a second time: whoever resumed it has seen why.
    """
    told = of_events(issue)
    if not told["came_back"] and told["complaints"] < COMPLAINTS_COUNT_FROM:
        return False  # nobody counts the letters of a list that is well, each second
    last = of_last(issue)
    if last["finished"] < COUNTS_FROM or issue.was_stopped():
        return False
    if last["came_back"] >= CAME_BACK_AT_MOST * last["finished"]:
        return issue.stop(why=what_came_back(issue, last))
    finished = last["finished"]
    if finished == LAST:  # reports come late: also of letters that went out long before the last ones
        finished = issue.deliveries.filter(status__in=[Status.SENT, Status.FAILED]).count()
    if told["came_back"] >= CAME_BACK_AT_MOST * finished:
        return issue.stop(why=what_came_back(issue, told | {"finished": finished}))
    if told["complaints"] >= max(COMPLAINTS_COUNT_FROM, COMPLAINTS_AT_MOST * finished):
        return issue.stop(why=f"{told['complaints']} of {finished} readers reported it as spam.")
    return False


def of_last(issue, count=LAST):
    """Of its last finished letters, by when they were tried: how many there are, and how many of these came back."""
    with connection.cursor() as cursor:
        cursor.execute(OF_LAST, [issue.pk, count])
        return dict(zip(["finished", "hard", "policy", "came_back"], cursor.fetchone(), strict=True))


def of_events(issue):
    """How many of its letters came back or were complained of. What was tried again and arrived did not come back."""
    failed, hard, policy = Q(delivery__status=Status.FAILED), Q(kind=Kind.HARD), Q(kind=Kind.POLICY)
    letters = {"hard": failed & hard, "policy": failed & policy, "came_back": failed & (hard | policy)}
    letters["complaints"] = Q(kind=Kind.COMPLAINT)
    events = DeliveryEvent.objects.filter(delivery__issue=issue, kind__in=[Kind.HARD, Kind.POLICY, Kind.COMPLAINT])
    return events.aggregate(**{name: Count("delivery", filter=which, distinct=True) for name, which in letters.items()})


def what_came_back(issue, told):
    """`told` is of `finished` letters."""
    finished, said = told["finished"], []
    if told["hard"]:
        said.append(f"{told['hard']} of {finished} mailboxes do not exist.")
    if told["policy"]:
        refused = issue.deliveries.filter(status=Status.FAILED, events__kind=Kind.POLICY)
        said.append(f"{told['policy']} of {finished} letters were refused{last_words(refused)} {WHAT_TO_DO}")
    return " ".join(said)


def stop_at_canary(issue, canary):
    """True if it was stopped: most of those who were tried first did not get it, for whatever reason."""
    tried = canary.exclude(status=Status.EXCLUDED)
    astray = tried.filter(status__in=[Status.FAILED, Status.UNCERTAIN])
    tried_count, astray_count = tried.count(), astray.count()
    if astray_count <= CANARY_AT_MOST * tried_count:
        return False
    why = f"{astray_count} of the {tried_count} tried first failed or may not have arrived{last_words(astray)}"
    return issue.stop(why=f"{why} {WHAT_TO_DO}")


def last_words(deliveries):
    """Who said what, last: a pause outlives addresses, so its reason holds none."""
    last = deliveries.order_by("-claimed_at", "-pk").first()
    words = last and without_address(last.error or last.code, last.address)
    return f", the last by {last.domain[:DOMAIN_SHOWN]}: “{words[:WORDS_SHOWN]}”." if words else "."

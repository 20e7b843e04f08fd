"""When an issue must not go on by itself: what came back, who complained, how its canary did; and what is said then."""

from django.db.models import Count, Q

from cramps_site.lib.server_words import without_address
from newsletter.models import Delivery, DeliveryEvent

COUNTS_FROM = 20  # finished deliveries: of fewer a share says nothing
CAME_BACK_AT_MOST = 0.05  # share of them
COMPLAINTS_AT_MOST, COMPLAINTS_COUNT_FROM = 0.001, 2  # Gmail's and Yahoo's demand of senders; one may be a slip
CANARY_AT_MOST = 0.5  # share of those who were tried first
DOMAIN_SHOWN, WORDS_SHOWN = 40, 70  # characters; with all of them the reason fits into its field
WHAT_TO_DO = "The doctor may tell why. Put it right, go on, then try again those that failed."
Status, Kind = Delivery.Status, DeliveryEvent.Kind


def brake(issue):
    """True if it was stopped: too many letters came back, or too many readers complained. A person must look.

    Not a second time: whoever resumed it has seen why.
    """
    told = of_events(issue)
    if not told["came_back"] and told["complaints"] < COMPLAINTS_COUNT_FROM:
        return False  # nobody counts the letters of a list that is well, each second
    finished = issue.deliveries.filter(status__in=[Status.SENT, Status.FAILED]).count()
    if finished < COUNTS_FROM or issue.was_stopped():
        return False
    if told["came_back"] >= CAME_BACK_AT_MOST * finished:
        return issue.stop(why=what_came_back(issue, finished, told))
    if told["complaints"] >= max(COMPLAINTS_COUNT_FROM, COMPLAINTS_AT_MOST * finished):
        return issue.stop(why=f"{told['complaints']} of {finished} readers reported it as spam.")
    return False


def of_events(issue):
    """How many of its letters came back or were complained of. What was tried again and arrived did not come back."""
    failed, hard, policy = Q(delivery__status=Status.FAILED), Q(kind=Kind.HARD), Q(kind=Kind.POLICY)
    letters = {"hard": failed & hard, "policy": failed & policy, "came_back": failed & (hard | policy)}
    letters["complaints"] = Q(kind=Kind.COMPLAINT)
    events = DeliveryEvent.objects.filter(delivery__issue=issue, kind__in=[Kind.HARD, Kind.POLICY, Kind.COMPLAINT])
    return events.aggregate(**{name: Count("delivery", filter=which, distinct=True) for name, which in letters.items()})


def what_came_back(issue, finished, told):
    said = []
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

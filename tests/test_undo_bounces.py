"""A broken mail server said of all that their mailbox does not exist: a person takes back what that brought."""

import io

import pytest
from django.core.management import CommandError, call_command

from newsletter.models import Subscriber, Suppression, SuppressionStep
from tests.bounces import letter_to, make_reader, tell
from tests.factories import ago, make_user

pytestmark = pytest.mark.django_db
REALLY = {"really": True, "by": "nele", "why": "The relay was broken from nine to ten"}


@pytest.fixture(autouse=True)
def nele():
    return make_user("nele", group="Newsletter manager")


def undo(hours=2, **options):
    out = io.StringIO()
    call_command("undo_bounces", hours=hours, stdout=out, **options)
    return out.getvalue()


def bounced(name, kind="hard", **fields):
    reader = make_reader(f"{name}@example.org")
    Subscriber.objects.filter(pk=reader.pk).update(**{"confirmed_at": ago(days=30)} | fields)
    tell(letter_to(reader), kind)
    return reader


def statuses():
    return {reader.email.partition("@")[0]: reader.status for reader in Subscriber.objects.all()}


def test_first_it_only_says_how_many():
    for name in ["ada", "ben"]:
        bounced(name)

    said = undo()

    assert "2: The mailbox does not exist" in said
    assert "Nothing was changed" in said
    assert set(statuses().values()) == {"suppressed"}
    assert SuppressionStep.objects.filter(act="lifted").count() == 0


def test_each_reader_is_again_what_they_were_and_it_is_written_down():
    bounced("ada")
    bounced("gone", left_at=ago(days=2))
    bounced("back", left_at=ago(days=40))
    bounced("asked", confirmed_at=None)

    assert "Taken back: 4" in undo(**REALLY)

    assert statuses() == {"ada": "confirmed", "gone": "unsubscribed", "back": "confirmed", "asked": "pending"}
    assert not Suppression.objects.exists()
    steps = SuppressionStep.objects.filter(act="lifted")
    assert {(step.cause, step.why, step.by.username) for step in steps} == {("hard", REALLY["why"], "nele")}
    assert steps.count() == 4
    assert "Taken back: 0" in undo(**REALLY)


def test_complaints_what_people_asked_for_and_what_came_before_stay():
    bounced("complained", "complaint")
    bounced("both")
    tell(letter_to(Subscriber.objects.get(email="both@example.org")), "complaint")
    bounced("long-ago")
    Suppression.objects.filter(cause="hard").update(made_at=ago(hours=5))
    Subscriber.objects.bar("hand@example.org", by=None, why="Wrote to us")
    Suppression.objects.add("refused@example.org", "refused")

    assert "Taken back: 0" in undo(**REALLY)

    assert set(statuses().values()) == {"suppressed"}
    assert Suppression.objects.count() == 5


def test_who_was_erased_meanwhile_may_come_again_by_the_form():
    bounced("ada").erase()

    assert "Taken back: 1" in undo(**REALLY)

    assert not Suppression.objects.exists()
    assert Subscriber.objects.get().status == "erased"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"really": True}, "Say who decides it"),
        ({"really": True, "by": "nele"}, "Say who decides it"),
        (REALLY | {"by": "nobody"}, "Nobody here signs in as nobody"),
        (REALLY | {"why": "ada@example.org wrote"}, "Leave addresses out"),
        ({"until": "yesterday"}, "is no time"),
        ({"hours": 0}, "more than 0"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(options, words):
    bounced("ada")

    with pytest.raises(CommandError, match=words):
        undo(**options)

    assert statuses() == {"ada": "suppressed"}

"""A worker without work asks the database a handful of questions each second, however much lies there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.counting import count as count_figures
from cramps_site.management.commands.worker import JOBS, attempt
from newsletter.sender import watch
from tests import factories
from tests.factories import ago, make_comment, make_user
from tests.issues import delivery, sent_issue
from tests.subscribers import make_letter

pytestmark = pytest.mark.django_db(transaction=True)

IDLE = {
    "newsletter.sending": 2,
    "newsletter.proofs": 2,
    "newsletter.stop_letters": 2,
    "newsletter.issues_sending": 5,
    "newsletter.lists.importing": 1,
    "comments.digests": 1,
    "comments.notices": 2,
    "comments.scoring.apart": 2,
    "comments.counting": 1,
}


def asked_in_a_round():
    """By job, how many questions it asks when it has just looked for what is due every ten minutes."""
    count_figures()
    while any(attempt(job) for job in JOBS):
        pass
    asked = {}
    for job in JOBS:
        watch.look()  # as it does every ten seconds
        with CaptureQueriesContext(connection) as captured:
            assert not attempt(job)
        asked[job.__name__] = len(captured)
    return {name: number for name, number in asked.items() if number}


def a_site_at_rest(number):
    """Mail that went out, an issue that all have, comments of which all moderators know."""
    for _ in range(number):
        make_user(group="Moderator", email=f"moderator{next(factories.number)}@example.org")
    for _ in range(number):
        make_comment(status="approved")
        make_comment(posted_at=ago(days=1), queued_at=ago(days=1))
        make_letter(status="sent", due_at=ago(hours=1))
        delivery(sent_issue(status="finished"), status="sent")
    asked_in_a_round()  # the moderators are told, and what tells them is sent


def test_an_empty_site_takes_eighteen():
    assert asked_in_a_round() == IDLE


def test_a_site_at_rest_takes_twenty_however_much_there_is():
    a_site_at_rest(2)
    of_little = asked_in_a_round()
    a_site_at_rest(6)

    assert asked_in_a_round() == of_little == IDLE | {"comments.digests": 3}

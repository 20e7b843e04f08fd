"""Whatever readers, writers and moderators send, in any order and from pages old and new: what must always be true."""

import os
from itertools import chain

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from cramps_site.lib.for_a_moment import forget_all
from tests.door import Visitor
from tests.happenings import ACTS
from tests.happenings_of_moderators import OfModerators
from tests.happenings_of_readers import OfReaders
from tests.newsroom import Reader, newsroom

pytestmark = pytest.mark.django_db

# As long as a minute of the developer's allows; in CI as long as it takes to meet most orders.
LENGTH = {"max_examples": 3, "stateful_step_count": 25}
if os.environ.get("CI"):
    LENGTH = {"max_examples": 6, "stateful_step_count": 40}


class Newsroom(OfReaders, OfModerators):
    def __init__(self, clock):
        super().__init__()
        self.clock, self.anyone = clock, Visitor()
        self.run = transaction.atomic()
        self.run.__enter__()
        cache.clear()
        forget_all()
        self.article, self.moderators = newsroom()
        self.reader, self.number = Reader(), 0
        self.cards, self.pages, self.said = [], [], {}
        self.agreed, self.erased = set(), set()
        self.versions, self.length = {}, 0

    def teardown(self):
        try:
            self.writers_see_their_own_words_and_public_ones()
        finally:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)

    @initialize(orders=st.deferred(lambda: st.lists(st.permutations(ACTS), min_size=2, max_size=2)))
    def first(self, orders):
        """Everything happens, in an order of its own: of many rules Hypothesis would leave many out."""
        self.to_happen = [*chain(*orders)]
        for kind in ["plain", "plain", "plain", "alike", "alike", "alike", "personal"]:
            self.post(0, kind, False, "")
        self.cards += self.moderators[0].reads_the_queue()[1]
        for card, decision in zip(self.cards, ["approved", "approved", "rejected:advert"], strict=False):
            self.moderators[0].decides(decision, card)
            self.agreed |= card.words if decision == "approved" else set()

    @rule(data=st.data())
    def something_happens(self, data):
        name, drawn = self.to_happen.pop(0)
        getattr(self, name)(**{field: data.draw(strategy) for field, strategy in drawn.items()})


def test_whatever_is_done_in_whatever_order_the_record_and_the_pages_stay_true(clock):
    calm = [HealthCheck.too_slow, HealthCheck.data_too_large]
    how = settings(
        **LENGTH,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # shrinking a failure asks the database for minutes
        suppress_health_check=calm,
    )
    run_state_machine_as_test(lambda: Newsroom(clock), settings=how)

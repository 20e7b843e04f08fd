from threading import Event

import pytest

from newsletter.sender.connection import CLOSED, Answer, Lines

A_WHILE = 0.2  # seconds; a bell that is cut off under the hand that rings it is cut off sooner

pytestmark = pytest.mark.once


class SlowBell:
    def __init__(self, bell):
        self.bell, self.cut_off, self.rang_in_time = bell, Event(), False

    def send(self, ring):
        self.rang_in_time = not self.cut_off.wait(A_WHILE)

    def close(self):
        self.cut_off.set()
        self.bell.close()


def test_a_thread_whose_answer_was_taken_still_finds_its_bell():
    lines = Lines(1)
    bell = lines.ringer = SlowBell(lines.ringer)
    lines.aside(lambda: Answer(lines.connections[0], None, CLOSED))
    assert lines.answers.get().code == CLOSED

    lines.close()

    assert bell.rang_in_time

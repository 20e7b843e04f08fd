"""Who stores at the same time shares a commit, and nothing else."""

import sqlite3
from contextlib import closing
from threading import Event, Semaphore
from time import monotonic

import pytest
from django.db import DEFAULT_DB_ALIAS, IntegrityError, OperationalError, connection, connections, transaction

from articles.models import Topic
from cramps_site.lib.database_away import reason
from cramps_site.lib.group_commit import StoredTogether
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's connections write side by side")
DatabaseWrapper = type(connections[DEFAULT_DB_ALIAS])


def make_topic(name):
    return Topic.objects.create(name=name, slug=name.lower())


def names():
    return set(Topic.objects.values_list("name", flat=True))


def each(acts):
    """What is stored in these tests: whatever the acts of all who come at the same time store."""
    return [act() for act in acts]


store = StoredTogether(each)


class Announcing(StoredTogether):
    """Tells when somebody joins it."""

    def __init__(self):
        super().__init__(each)
        self.joined = Semaphore(0)

    def join(self, work):
        super().join(work)
        self.joined.release()


@pytest.fixture
def while_one_writes():
    """Call it with acts that all come while another is writing: what each returned or raised."""
    group = Announcing()

    def come(*acts):
        def first():
            group(wait_for_all)

        def wait_for_all():
            begun.set()
            for _ in range(1 + len(acts)):
                assert group.joined.acquire(timeout=10)

        def after(act):
            begun.wait(10)
            try:
                return group(act)
            except Exception as error:
                return error

        begun = Event()
        return at_once(first, *[lambda act=act: after(act) for act in acts])[1:]

    return come


def test_each_gets_what_their_own_work_returned():
    made = at_once(*[lambda n=n: store(lambda: make_topic(f"Topic {n}").name) for n in range(8)])

    assert made == [f"Topic {n}" for n in range(8)]
    assert names() == set(made)


def test_who_comes_while_another_writes_is_stored_with_all_who_came_by_one_commit(while_one_writes, monkeypatch):
    commits = []
    monkeypatch.setattr(DatabaseWrapper, "_commit", counted(DatabaseWrapper._commit, commits))

    while_one_writes(*[lambda n=n: make_topic(f"Topic {n}") for n in range(5)])

    assert len(names()) == 5
    assert len(commits) == 2  # who was writing, and the five


def counted(commit, commits):
    def commit_and_count(self):
        commits.append(self)
        return commit(self)

    return commit_and_count


def test_whose_work_fails_is_told_so_and_takes_no_other_with_it(while_one_writes):
    make_topic("Taken")

    good, bad, other = while_one_writes(
        lambda: make_topic("Good"), lambda: (make_topic("Half"), make_topic("Taken")), lambda: make_topic("Other")
    )

    assert (good.name, other.name) == ("Good", "Other")
    assert isinstance(bad, IntegrityError)
    assert names() == {"Taken", "Good", "Other"}


def test_nobody_is_told_that_it_is_stored_where_the_commit_fails(monkeypatch):
    def full(self):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(DatabaseWrapper, "_commit", full)

    def fail_to_store(name):
        with pytest.raises(OperationalError, match="full"):
            store(lambda: make_topic(name))

    at_once(*[lambda n=n: fail_to_store(f"Topic {n}") for n in range(4)])
    monkeypatch.undo()

    assert names() == set()
    assert store(lambda: make_topic("Later").name) == "Later"


def test_within_a_transaction_it_is_a_part_of_that():
    with transaction.atomic():
        store(lambda: make_topic("Gone"))
        transaction.set_rollback(True)

    assert names() == set()


@only_sqlite
def test_who_waits_for_another_program_writes_as_soon_as_that_is_done():
    with closing(
        sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        waits = Event()

        def write():
            connection.ensure_connection()
            waits.set()
            store(lambda: make_topic("Patient"))

        def let_go():
            waits.wait(10)
            other.execute("COMMIT")

        at_once(write, let_go)

    assert names() == {"Patient"}


@only_sqlite
def test_nobody_waits_for_ever(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    with closing(
        sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        began = monotonic()

        with pytest.raises(OperationalError) as refused:
            store(lambda: make_topic("Never"))

        assert reason(refused.value) == "SQLITE_BUSY"
        assert 0.2 <= monotonic() - began < 10
        other.execute("ROLLBACK")
    assert store(lambda: make_topic("Now").name) == "Now"

"""The database is away: what is kept is read on, nobody waits in vain, and nothing typed is lost."""

from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection, connections

from comments.models import Comment
from cramps_site.lib.database_away import database
from tests.at_once import at_once
from tests.door import Visitor, settled_article
from tests.factories import make_comment
from tests.outage import no_database
from tests.pages import Html
from tests.processes import database_url, manage

AWAY = "cramps; hit; detail=database-away"
BODY = "Four in the morning,\r\nand always the <left> calf."
WORDS = {"name": "Ada", "email": "ada@example.org", "body": BODY, "parent": "7"}


@pytest.fixture
def article(transactional_db):
    return settled_article()


@pytest.fixture
def visitor(clock, transactional_db):
    """What its door looked after beside the requests has ended when the test has."""
    visitor = Visitor()
    yield visitor
    look_has_ended(visitor)
    if connection.vendor == "postgresql":
        connection.close_pool()  # or the tables are emptied while it still tries to connect anew


def look_has_ended(visitor):
    if visitor.door.probe:
        visitor.door.probe.join(10)


def post(visitor, address, fields):
    return visitor.ask("POST", address, body=urlencode(fields).encode(), sec_fetch_site="same-origin")


def test_what_is_kept_is_read_on_and_says_so(visitor, article, clock):
    before = visitor.get("/articles/known/")

    with no_database():
        clock.pass_by(60)
        answers = [visitor.get("/articles/known/") for _ in range(3)]

    assert before.headers["Cache-Status"] is None
    assert [(answer.status, answer.text) for answer in answers] == [(200, before.text)] * 3
    assert {answer.headers["Cache-Status"] for answer in answers} == {AWAY}


def test_a_proxy_that_asks_by_the_tag_learns_that_it_is_late_and_that_it_no_longer_is(visitor, article, clock):
    def ask(tag):
        clock.pass_by(2)
        answer = visitor.get("/articles/known/", if_none_match=tag, cache_control="max-age=0")
        look_has_ended(visitor)  # or the next question meets one that began while it was away
        return answer.status, answer.headers["Cache-Status"], answer.headers["ETag"]

    known = visitor.get("/articles/known/").headers["ETag"]
    with no_database():
        status, mark, late = ask(known)
        assert (status, mark) == (200, AWAY)
        assert late != known
        assert ask(late) == (304, AWAY, late)

    ask(late)

    assert ask(late) == (200, None, known)
    assert ask(known) == (304, None, known)


def test_when_it_is_back_all_is_as_before(visitor, article, clock):
    visitor.get("/articles/known/")
    make_comment("It helped.", article=article, status="approved")
    article.touch()
    with no_database():
        clock.pass_by(60)
        visitor.get("/articles/known/")

    clock.pass_by(1)
    first = visitor.get("/articles/known/")
    look_has_ended(visitor)
    after = visitor.get("/articles/known/")

    assert first.headers["Cache-Status"] == AWAY  # who finds out does not wait for it
    assert "It helped." in after.text
    assert after.headers["Cache-Status"] is None
    assert database.since is None


def test_one_at_a_time_looks_whether_it_is_back(visitor, article, clock, monkeypatch):
    visitor.get("/articles/known/")
    asked = []
    page = visitor.door.shelf.get(("/articles/known/", ""))
    look = page.version_now
    monkeypatch.setattr(page, "version_now", lambda: asked.append(1) or look())

    with no_database():
        clock.pass_by(60)
        visitor.get("/articles/known/")
        answers = at_once(*[lambda: visitor.get("/articles/known/").status] * 20)
        clock.pass_by(1)
        answers += at_once(*[lambda: visitor.get("/articles/known/").status] * 20)
        look_has_ended(visitor)

    assert set(answers) == {200}
    assert len(asked) == 2


def test_a_page_that_is_not_kept_is_a_503_that_says_when_to_come_back(visitor, article, clock):
    with no_database():
        first, second = visitor.get("/articles/known/"), visitor.get("/about/")
        missing = visitor.get("/nothing/")

    for answer in [first, second, missing]:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert Html(answer).texts("h1") == ["We cannot reach our records"]
    known_for_a_second_more = visitor.get("/articles/known/")
    assert known_for_a_second_more.status == 503
    clock.pass_by(1)
    assert visitor.get("/articles/known/").status == 200


def test_what_needs_no_database_is_answered_without_it(visitor, article, clock):
    with no_database():
        visitor.get("/articles/known/")
        answers = [visitor.get(address).status for address in ["/robots.txt", "/healthz", "/favicon.ico"]]

    assert answers == [200, 200, 200]


def test_a_comment_comes_back_in_a_form_that_sends_it_when_the_database_is_there(visitor, article, clock):
    address = "/articles/known/comments/"
    with no_database():
        refused = [post(visitor, address, WORDS) for _ in range(2)]

    for answer in refused:
        page = Html(answer)
        form = page.all("form")[0]
        assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
        assert (form.get("action"), form.get("method")) == (address, "post")
        assert dict(zip(page.attributes("name", "input"), page.attributes("value", "input"), strict=True)) == {
            "name": "Ada",
            "email": "ada@example.org",
            "parent": "7",
        }
        assert page.texts("textarea") == ["Four in the morning, and always the <left> calf."]
    taken = first_that_is_taken(visitor, clock, address, WORDS | {"parent": ""})
    assert taken.status == 303
    assert Comment.objects.get().body == "Four in the morning,\nand always the <left> calf."


def first_that_is_taken(visitor, clock, address, fields):
    """A post is tried again, as its 503 says: the server itself may still refuse for an instant."""
    for _ in range(5):
        clock.pass_by(1)
        answer = post(visitor, address, fields)
        if answer.status != 503:
            break
    return answer


def test_an_address_for_the_newsletter_comes_back_too(visitor, article):
    with no_database():
        answer = post(visitor, "/newsletter/", {"email": "ada@example.org"})

    assert answer.status == 503
    assert Html(answer).attributes("value", "input") == ["ada@example.org"]


def test_who_posts_more_than_any_form_has_is_not_read(visitor, article):
    with no_database():
        answer = post(visitor, "/articles/known/comments/", {"body": "x" * 70_000})
        again = post(visitor, "/articles/known/comments/", {"body": "x" * 70_000})

    assert {answer.status, again.status} <= {413, 503}
    assert "xxxx" not in answer.text + again.text


def test_a_wrong_question_is_no_absence(visitor, article, clock):
    """A bug in a query is an error of ours, told and logged as one."""
    with connections["default"].cursor() as cursor:
        cursor.execute("ALTER TABLE articles_topic RENAME TO gone")
    try:
        answer = visitor.get("/about/")
    finally:
        with connections["default"].cursor() as cursor:
            cursor.execute("ALTER TABLE gone RENAME TO articles_topic")

    assert answer.status == 500
    assert database.since is None


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a file is not lost")
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_ended_is_not_lent_and_of_no_other_is_anything_asked(tmp_path):
    from cramps_site.lib.postgresql.pool import look_at

    with psycopg.connect(database_url()) as held, (tmp_path / "said").open("w+") as said:
        held.pgconn.trace(said.fileno())
        look_at(held)
        held.pgconn.untrace()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [held.info.backend_pid])

        assert said.read() == ""
        with pytest.raises(psycopg.OperationalError):
            look_at(held)


ASKED = (
    "from django.db import connection as c; cursor = c.cursor(); cursor.execute('SHOW {}'); print(cursor.fetchone()[0])"
)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's only server is the process that asks")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "web"), [("statement_timeout", "15s"), ("lock_timeout", "5s")])
def test_what_a_reader_waits_for_ends_in_time_and_what_the_worker_does_may_take_long(name, web, tmp_path):
    around = {"DATABASE_URL": database_url(), "DATA_DIR": str(tmp_path), "SITE_URL": "http://testserver"}
    of_web = manage("shell", "--no-imports", "-c", f"import cramps_site.wsgi; {ASKED.format(name)}", **around)
    of_worker = manage("shell", "--no-imports", "-c", ASKED.format(name), **around)

    assert (of_web.stdout.strip(), of_worker.stdout.strip()) == (web, "0")

"""Comments from WordPress: what becomes of each, in any order, again and again."""

import pytest
from django.core.management import CommandError, call_command

from comments.importing import Import
from comments.models import Comment, Decision, Notice
from tests.factories import ago, make_article, make_comment, make_user

pytestmark = pytest.mark.django_db

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Old blog</title><link>https://old.example</link><wp:base_blog_url>https://old.example</wp:base_blog_url>
"""


def comment(number, body="It helped me.", *, parent=0, approved="1", kind="comment", **other):
    said = {
        "id": number, "author": "Ada", "author_email": "", "date_gmt": f"2015-03-01 10:00:{number % 60:02}",
        "content": f"<![CDATA[{body}]]>", "approved": approved, "type": kind, "parent": parent,
    } | other  # fmt: skip
    elements = [f"<wp:comment_{tag}>{words}</wp:comment_{tag}>" for tag, words in said.items()]
    return f"<wp:comment>{''.join(elements)}</wp:comment>"


def post(slug, *comments, link=""):
    return f"<item><link>{link}</link><wp:post_name>{slug}</wp:post_name>{''.join(comments)}</item>"


@pytest.fixture
def take(tmp_path, capsys):
    """Import posts, and return what was said."""

    def take(*posts, text=None, **options):
        path = tmp_path / "export.xml"
        path.write_text(HEAD + "".join(posts) + "</channel></rss>" if text is None else text)
        call_command("import_comments", str(path), **options)
        return capsys.readouterr().out

    return take


def imported(number):
    return Comment.objects.get(imported_from=f"wordpress:old.example:{number}")


def test_a_comment_comes_with_its_words_its_date_and_its_place(take, client):
    article = make_article(slug="night")

    said = take(post("night", comment(1, "<p>I&#8217;m <b>better</b> &amp; well</p>", author="<i>Ada</i>")))

    stored = imported(1)
    assert (stored.name, stored.body) == ("Ada", "I’m better & well")
    assert f"{stored.posted_at:%Y-%m-%d %H:%M:%S}" == "2015-03-01 10:00:01"
    assert "I’m better &amp; well" in client.get(article.get_absolute_url()).text
    assert "        1  imported" in said


@pytest.mark.parametrize(
    ("approved", "status"), [("1", "approved"), ("0", "waiting"), ("spam", "spam"), ("trash", "rejected")]
)
def test_states_are_mapped_and_come_through_the_door(take, approved, status):
    make_article(slug="night")

    take(post("night", comment(1, approved=approved)))

    stored = imported(1)
    recorded = [(d.by, d.before, d.after, d.code, d.made_at) for d in stored.decisions.all()]
    expected = [] if status == "waiting" else [(None, "waiting", status, "imported", stored.posted_at)]
    assert (stored.status, recorded) == (status, expected)
    assert (stored.queued_at is not None) == (status == "waiting")


def test_answers_find_their_thread_in_any_order(take):
    make_article(slug="night")

    take(post("night", comment(3, parent=2), comment(2, parent=1), comment(4, parent=3), comment(1)))

    one, two, three, four = map(imported, [1, 2, 3, 4])
    assert [c.parent for c in [one, two, three, four]] == [None, one, two, three]
    assert [c.thread for c in [one, two, three, four]] == [None, one, one, one]


def test_an_answer_to_what_is_not_there_begins_a_thread_and_it_is_said(take):
    make_article(slug="night")
    make_article(slug="day")

    said = take(
        post("night", comment(1, "a" * 3001), comment(2, parent=1), comment(3, parent=2), comment(4, parent=99)),
        post("day", comment(5, parent=2)),
    )

    assert [imported(n).parent_id for n in [2, 4, 5]] == [None, None, None]
    assert imported(3).thread == imported(2)
    assert said.count("begins a thread of its own") == 3 + 1


def test_a_circle_of_answers_is_opened(take):
    make_article(slug="night")

    take(post("night", comment(1, parent=3), comment(2, parent=1), comment(3, parent=2), comment(4, parent=4)))

    assert imported(4).parent is None
    assert [imported(n).thread for n in [1, 2, 3]].count(None) == 1
    assert [imported(n).parent for n in [1, 2, 3]].count(None) == 1


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (comment(7, kind="pingback"), "it is a pingback, which no reader wrote"),
        (comment(7, kind="trackback"), "it is a trackback, which no reader wrote"),
        (comment(7, "a" * 3001), "its text has more than 3,000 characters"),
        (comment(7, "<b>" * 5000), "its text has more than 12,000 characters"),
        (comment(7, author="a" * 81), "its name has more than 80 characters"),
        (comment(7, "<p> </p>"), "no words are left of it"),
        (comment(7, date_gmt="0000-00-00 00:00:00"), "it has no date that can be read"),
        (comment(7, date_gmt="2999-01-01 00:00:00"), "its date is still to come"),
        (comment(7, date_gmt="0001-01-01 00:00:00"), "its date is older than the web"),
        (comment(7, id=""), "it has no number by which to know it again"),
        (comment(7) + comment(7), "it stands in the files twice"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_row_and_why(take, one, why):
    make_article(slug="night")

    said = take(post("night", comment(1), one, comment(9)))

    assert imported(1).body == imported(9).body
    assert [line for line in said.splitlines() if "comment " in line and why in line]
    assert f"        1  skipped: {why}" in said


def test_a_missing_article_is_named(take):
    said = take(post("gone", comment(1), link="https://old.example/2015/gone/"))

    assert "no article here is called gone or https://old.example/2015/gone/" in said
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "place",
    [
        post("night", comment(1)),
        post("before", comment(1)),
        post("", comment(1), link="https://old.example/2015/03/night/"),
        post("", comment(1), link="https://old.example/night.html?x=1"),
        post("other", comment(1), link="https://old.example/articles/before/"),
    ],
)
def test_the_article_is_found_by_slug_by_an_old_slug_or_by_its_address(take, place):
    article = make_article(slug="before")
    article.slug = "night"
    article.save()

    take(place)

    assert imported(1).article == article


def test_a_mailbox_is_kept_in_one_form_and_what_is_none_is_left_out(take):
    make_article(slug="night")

    said = take(post("night", comment(1, author_email="Ada@Example.ORG"), comment(2, author_email="not one")))

    assert [imported(n).email for n in [1, 2]] == ["ada@example.org", ""]
    assert "        1  changed: its e-mail is left out" in said


def test_twice_adds_and_changes_nothing(take, moderator):
    make_article(slug="night")
    posts = post("night", comment(1), comment(2, parent=1), comment(3, approved="0"))
    take(posts)
    imported(1).reject(by=moderator, code="advert")
    imported(3).approve(by=moderator)
    before = list(Comment.objects.order_by("pk").values()), Decision.objects.count()

    said = take(posts)

    assert (list(Comment.objects.order_by("pk").values()), Decision.objects.count()) == before
    assert "        0  imported" in said
    assert "        3  here already" in said


@pytest.mark.parametrize("stopped", ["store", "thread", "decide"])
def test_stopped_in_the_middle_and_begun_again_it_comes_to_the_same_end(take, monkeypatch, stopped):
    make_article(slug="night")
    monkeypatch.setattr("comments.importing.storing.TOGETHER", 2)
    posts = post(
        "night", *[comment(n, parent=n + 1, approved="1" if n % 3 else "spam") for n in range(1, 8)], comment(8)
    )
    step, calls = getattr(Import, stopped), []

    def killed_at_the_third(self, keys):
        calls.append(keys)
        if len(calls) == 3:
            raise KeyboardInterrupt
        step(self, keys)

    monkeypatch.setattr(Import, stopped, killed_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        take(posts)
    assert not Comment.objects.queued().exists()
    monkeypatch.setattr(Import, stopped, step)
    take(posts)

    assert [(imported(n).status, imported(n).parent_id) for n in range(1, 9)] == [
        *[("approved" if n % 3 else "spam", imported(n + 1).pk) for n in range(1, 8)], ("approved", None),
    ]  # fmt: skip
    assert {imported(n).thread_id for n in range(1, 8)} == {imported(8).pk}
    assert Decision.objects.count() == 8


def test_nobody_is_written_to_and_the_wait_is_not_measured_by_it(take, moderator):
    article = make_article(slug="night")
    proven = make_comment(article=article, status="approved", email="a@example.org", email_proven_at=ago(days=1))
    Comment.objects.filter(pk=proven.pk).update(imported_from="wordpress:old.example:1")

    take(post("night", comment(1), comment(2, parent=1)), by="mara")

    assert imported(2).decisions.get().by == moderator
    assert not Notice.objects.exists()


def test_a_dry_run_says_it_and_stores_nothing(take):
    make_article(slug="night")

    said = take(post("night", comment(1), comment(2, parent=9)), dry_run=True)

    assert "        2  would be imported" in said
    assert "begins a thread of its own" in said
    assert not Comment.objects.exists()


BOMB = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><rss><channel>&b;</channel></rss>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (BOMB, "declares a document type"),
        (OUTSIDE, "declares a document type"),
        (HEAD + post("night", comment(1)), "not well-formed XML .*Export it anew"),
        (HEAD + "<item><wp:comment>" + "<b>" * 60, "too deep"),
        ("Dear all,", "neither WordPress’s nor Disqus’s XML"),
        ("", "neither WordPress’s nor Disqus’s XML"),
        ('[\n{"id": 1}\n]', "line 2 is no comment of our own export"),
    ],
)
def test_a_file_that_is_none_is_refused_with_what_to_do_and_nothing_is_stored(take, text, why):
    make_article(slug="night")

    with pytest.raises(CommandError, match=why) as refusal:
        take(text=text)

    assert refusal.value.returncode == 1
    assert not Comment.objects.exists()


def test_a_path_or_a_person_that_is_not_there_is_named(take):
    with pytest.raises(CommandError, match=r"nowhere\.xml: not imported, No such file"):
        call_command("import_comments", "nowhere.xml")
    with pytest.raises(CommandError, match="Nobody here signs in as mara"):
        take(by="mara")


def test_controls_that_old_exports_have_in_them_do_not_stop_it(take):
    make_article(slug="night")

    take(post("night", comment(1, "It\x0b helped\x00 me.")))

    assert imported(1).body == "It helped me."


def test_markup_that_hides_in_entities_is_taken_out_too(take):
    make_article(slug="night")

    take(post("night", comment(1, "&lt;script&gt;alert(1)&lt;/script&gt; p &lt; 0.05 &#x202e;x")))

    assert imported(1).body == "alert(1) p < 0.05 x"


def test_many_need_few_queries_each(take, django_assert_max_num_queries):
    make_article(slug="night")
    make_user("mara")

    with django_assert_max_num_queries(60):
        take(post("night", *[comment(n, parent=n - 1) for n in range(1, 1000)]))

    assert Comment.objects.approved().count() == 999

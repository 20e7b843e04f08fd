"""The same hostile texts by every other way words come in: edits, appeals, reports, imports; and in letters."""

from types import SimpleNamespace
from xml.sax.saxutils import escape

import pytest
from django.core.cache import cache
from django.core.management import call_command

from comments.models import Comment
from tests.attack_corpus import PAYLOADS
from tests.desk import page_of
from tests.factories import ago, make_article, make_comment
from tests.mail import decide_link, deliver, html_of, make_moderator, reachable
from tests.test_attack_corpus import assert_nothing_lives_at_the_desk, assert_plain, what_lives
from tests.writers import edit, rejected, send

pytestmark = pytest.mark.django_db
BROWSER = {"Sec-Fetch-Site": "same-origin"}
SOME = PAYLOADS[::6]
LIVELY = [payload for payload in PAYLOADS if payload.startswith(("<img", "<svg", "<script"))]
XML = {payload for payload in PAYLOADS if all(ord(sign) >= 32 and not 0xD800 <= ord(sign) < 0xE000 for sign in payload)}


def shown_to_its_writer(client, comment):
    return what_lives(client.get(comment.private_url()))


def test_no_edit_and_no_appeal_lives_for_its_writer_or_at_the_desk(client, at_the_desk, moderator):
    article = make_article()
    edited = [make_comment("Words.", article=article) for _ in SOME]
    appealed = [rejected(moderator) for _ in SOME]
    calm, calm_appeal = make_comment("Words.", article=article), rejected(moderator)
    send(client, calm_appeal, "appeal", body="Plain words.")

    for comment, payload in zip(edited, SOME, strict=True):
        cache.clear()
        edit(client, comment, payload)
    for comment, payload in zip(appealed, SOME, strict=True):
        cache.clear()
        send(client, comment, "appeal", body=payload)

    now = {comment.pk: comment for comment in Comment.objects.all()}
    assert sum(now[comment.pk].body != "Words." for comment in edited) > len(SOME) // 2
    assert sum(bool(now[comment.pk].appeal) for comment in appealed) > len(SOME) // 2
    assert_plain(now.values())
    for comment in edited:
        assert shown_to_its_writer(client, comment)["scripts"] == shown_to_its_writer(client, calm)["scripts"]
        assert shown_to_its_writer(client, comment)["handlers"] == []
    for comment in appealed:
        if now[comment.pk].appeal:
            assert shown_to_its_writer(client, comment) == shown_to_its_writer(client, calm_appeal)
    for comment in [*edited, *appealed][::5]:
        assert_nothing_lives_at_the_desk(at_the_desk.get(page_of(comment)))


def test_no_report_lives_at_the_desk(client, at_the_desk):
    comment = make_comment("It helped.", status="approved")

    for number, payload in enumerate(SOME):
        sent = {"why": "other", "body": payload}
        client.post(f"/comments/report/{comment.pk}/", sent, headers=BROWSER, REMOTE_ADDR=f"192.0.2.{number}")

    assert comment.reports.exclude(words="").count() > len(SOME) // 2
    assert_nothing_lives_at_the_desk(at_the_desk.get(page_of(comment)))


def test_nothing_imported_lives(client, tmp_path):
    article = make_article(slug="night")
    first = make_comment("It helped.", article=article, status="approved")
    calm = what_lives(client.get("/articles/night/comments/"))
    first.withdraw()
    payloads = [payload for payload in SOME if payload in XML]
    path = tmp_path / "disqus.xml"
    path.write_text(disqus(payloads), "utf-8")

    call_command("import_comments", str(path))

    comments = Comment.objects.exclude(imported_from=None)
    assert comments.count() > len(payloads) // 2
    assert_plain(comments)
    assert what_lives(client.get("/articles/night/comments/"))["handlers"] == calm["handlers"] == []
    assert what_lives(client.get("/articles/night/comments/"))["dangerous"] == []


def disqus(payloads):
    posts = "".join(
        f'<post dsq:id="{number}"><message>{escape(payload)}</message><createdAt>2014-05-01T10:01:00Z</createdAt>'
        f"<isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>{escape(payload)}</name></author>"
        '<thread dsq:id="10" /></post>'
        for number, payload in enumerate(payloads)
    )
    link = "<link>https://old.example/2014/night/</link><title>Night</title>"
    spaces = 'xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"'
    return f'<disqus {spaces}><thread dsq:id="10"><id /><forum>old</forum>{link}</thread>{posts}</disqus>'


def test_no_payload_lives_in_a_letter_or_behind_its_links(client, mail_server, settings):
    mara = make_moderator(first_name="Mara")
    article = make_article()
    answered = reachable(article=article, status="approved")
    names = [payload.replace("\n", " ").replace("\x00", "")[:60] for payload in LIVELY]  # as no form stores them
    comments = [make_comment(name, article=article, name=name, queued_at=ago(hours=2)) for name in names]
    answers = [make_comment(name, article=article, parent=answered, name=name) for name in names[::4]]
    for comment in answers:
        comment.approve(by=mara)

    deliver()

    assert len(mail_server.letters) > len(answers)
    assert "alert(1)" in "".join(html_of(letter) for letter in mail_server.letters)  # they do stand in them
    for letter in mail_server.letters:
        assert len(letter.recipients) == 1
        lives = what_lives(SimpleNamespace(text=html_of(letter)))
        assert (lives["handlers"], lives["dangerous"], lives["scripts"]) == ([], [], set())
        assert set(lives["tags"]) <= {"style"}
    for comment in comments[::3]:
        lives = what_lives(client.get(decide_link(mara, comment)))
        assert lives == what_lives(client.get(decide_link(mara, make_comment("Plain words.", article=article))))

"""Comments from Disqus, and from WordPress's own sample."""

import pytest
from django.core.management import call_command

from comments.models import Comment
from tests import reading
from tests.factories import make_article
from tests.real_input import real_input

pytestmark = pytest.mark.django_db

DISQUS = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<category dsq:id="1"><forum>old</forum><title>General</title></category>
<thread dsq:id="10"><id /><forum>old</forum><link>https://old.example/2014/night/</link><title>Night</title></thread>
<thread dsq:id="11"><id>day</id><link>http://[bad</link></thread>
<post dsq:id="3"><id /><message><![CDATA[<p>Third.</p><p>It&#39;s so.</p>]]></message>
 <createdAt>2014-05-01T10:03:00Z</createdAt>
 <isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>Ben</name><isAnonymous>true</isAnonymous></author>
 <thread dsq:id="10" /><parent dsq:id="2" /></post>
<post dsq:id="1"><id /><message>First.</message><createdAt>2014-05-01T10:01:00Z</createdAt>
 <isDeleted>false</isDeleted><isSpam>false</isSpam><author><email>ADA@example.org</email><name>Ada</name></author>
 <thread dsq:id="10" /></post>
<post dsq:id="2"><id /><message>Second.</message><createdAt>2014-05-01T10:02:00Z</createdAt>
 <isDeleted>true</isDeleted><isSpam>false</isSpam><author><username>cy</username></author>
 <thread dsq:id="10" /><parent dsq:id="1" /></post>
<post dsq:id="4"><id /><message>Buy.</message><createdAt>2014-05-01T10:04:00Z</createdAt>
 <isDeleted>true</isDeleted><isSpam>true</isSpam><author><name></name></author><thread dsq:id="11" /></post>
<post dsq:id="5"><id /><message>Not yet.</message><createdAt>2014-05-01T10:05:00Z</createdAt>
 <isDeleted>false</isDeleted><isSpam>false</isSpam><isApproved>false</isApproved><thread dsq:id="10" /></post>
<post dsq:id="6"><id /><message>Lost.</message><createdAt>2014-05-01T10:05:00Z</createdAt><thread dsq:id="99" /></post>
</disqus>
"""


def test_disqus_posts_come_with_states_threads_and_names(tmp_path, capsys):
    night, day = make_article(slug="night"), make_article(slug="day")
    path = tmp_path / "disqus.xml"
    path.write_text(DISQUS)

    for _ in range(2):
        call_command("import_comments", str(path))

    one, two, three, four, five = (Comment.objects.get(imported_from__endswith=f":{n}") for n in range(1, 6))
    assert [c.status for c in [one, two, three, four, five]] == ["approved", "rejected", "approved", "spam", "waiting"]
    assert [c.name for c in [one, two, three, four]] == ["Ada", "cy", "Ben", "Anonymous"]
    assert (one.email, three.body, three.parent, three.thread) == ("ada@example.org", "Third.\n\nIt's so.", two, one)
    assert [c.article for c in [one, four]] == [night, day]
    assert Comment.objects.count() == 5
    said = capsys.readouterr().out
    assert "comment 6 (Disqus 6): it names no article" in said
    assert "        5  here already" in said


SAMPLE = "wordpress/themeunittestdata.wordpress.xml"


def test_wordpress_s_own_sample_comes_with_its_threads_and_twice_gives_nothing_new(capsys, client):
    call_command("import_comments", real_input(SAMPLE), dry_run=True)
    missing = {line.rpartition(" called ")[2].split(" or ")[0] for line in capsys.readouterr().out.splitlines()}
    articles = {slug: make_article(slug=slug) for slug in missing if slug.replace("-", "").isalnum()}

    call_command("import_comments", real_input(SAMPLE))
    first = capsys.readouterr().out
    call_command("import_comments", real_input(SAMPLE))
    second = capsys.readouterr().out

    assert "       28  imported" in first
    for words in [
        "2  skipped: it is a pingback",
        "2  skipped: it is a trackback",
        "1  skipped: its text has more than",
    ]:
        assert words in first
    assert "        0  imported" in second
    assert "       28  here already" in second
    assert (Comment.objects.approved().count(), Comment.objects.queued().count()) == (25, 3)
    answers = {number_of(answer): number_of(answer.parent) for answer in Comment.objects.exclude(parent=None)}
    assert answers == {
        905: 904, 906: 905, 907: 906, 910: 907, 911: 910, 912: 911, 913: 912, 914: 913, 915: 914, 1017: 168,
    }  # fmt: skip
    threads = {number_of(answer): number_of(answer.thread) for answer in Comment.objects.exclude(parent=None)}
    assert threads == dict.fromkeys(answers, 904) | {1017: 168}
    shown = articles["template-comments"].comments.approved()
    assert shown
    for comment in shown:
        address, _, anchor = comment.get_absolute_url().partition("#")
        assert anchor in reading.comments_in(reading.page_of(client, address))


def number_of(comment):
    return int(comment.imported_from.rpartition(":")[2])


def test_the_sample_is_wordpress_s_whatever_its_name():
    call_command("import_comments", real_input(SAMPLE), format="wordpress", dry_run=True)

    assert not Comment.objects.exists()

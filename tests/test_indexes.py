"""The questions that the site asks again and again are answered by an index, however many rows there are."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.utils import timezone

from articles.models import (
    Article,
    Authorship,
    Filing,
    SearchText,
    SearchWord,
    version_of_article,
    version_of_site,
)
from articles.onward import onward
from articles.reading import article_to_read
from articles.search.answer import search
from articles.sitemaps import Articles
from bench.rows import write
from comments.brake import number_since
from comments.models import Comment, Decision, NearKey, Notice
from comments.one_thread import one_thread
from comments.queue.bulk import Job
from comments.queue.filters import Filters
from comments.queue.gathering import shown
from comments.queue.just_done import just_done
from comments.queue.leases import next_for
from comments.queue.paging import counted, page_of
from comments.retention import addresses, former_words, networks_of_comments
from comments.screening.record import known_of
from comments.threads import thread_page
from cramps_site.lib.asks import wait_for_all
from newsletter.lists.paging import page_of as page_of_rows
from newsletter.models import Delivery, Letter, ListRow, Subscriber, SubscriberList
from newsletter.sender.brake import of_last
from newsletter.sender.claims import next_of
from tests.factories import make_person, make_topic, make_user
from tests.issues import sent_issue
from tests.plans import plans_of

ARTICLES, COMMENTS, BUSIEST, READERS, WORDS = 400, 12_000, 600, 2_000, 20_000
NOW = timezone.now()
# The tables that grow for ever: no question may read one from end to end.
LARGE = {
    "articles_searchtext",
    "articles_searchword",
    "comments_comment",
    "comments_decision",
    "comments_nearkey",
    "comments_notice",
    "newsletter_delivery",
    "newsletter_letter",
    "newsletter_listrow",
    "newsletter_subscriber",
}
# What is asked, and patterns of the indexes that it needs; of an index without a name the two databases make their own.
QUESTIONS = {
    "an article": (lambda site: article_to_read("article-7"), ["articles_article_(slug|1)"]),
    "an article's version": (lambda site: version_of_article("article-7"), ["articles_article_(slug|1)"]),
    "the site's version": (lambda site: version_of_site(), ["articles_article_published_at"]),
    "where to go from an article": (lambda site: onward(site.article), ["articles_filing_topic_id"]),
    "the newest articles": (
        lambda site: list(Article.objects.published().for_lists().newest_first()[:8]),
        ["articles_article_published_at"],
    ),
    "words in articles": (lambda site: search("soleus7"), [r"^articles_search (\(vector|M)"]),
    "a misspelt word in articles": (
        lambda site: search("soleos7"),
        [r"^articles_search (\(vector|M)", r"\(word>\?|~~|~>=~", "^articles_search_words( $| M)"],
    ),
    "a page of the sitemap": (lambda site: list(Articles().items()[:100]), ["articles_article_published_at"]),
    "comments, first page": (lambda site: thread_page(site.article), ["threads_of_an_article .*(<expr>|COALESCE)"]),
    "comments, page ten": (lambda site: thread_page(site.article, 10), ["threads_of_an_article .*(<expr>|COALESCE)"]),
    "comments, newest first": (
        lambda site: thread_page(site.article, 10, newest_first=True),
        ["threads_of_an_article .*(<expr>|COALESCE)"],
    ),
    "the replies in a thread": (
        lambda site: one_thread(site.article, site.reply.thread_id, site.middle),
        ["threads_of_an_article .*(<expr>|COALESCE)"],
    ),
    "where a reply stands": (
        lambda site: site.reply.get_absolute_url(),
        ["threads_of_an_article .*(<expr>|COALESCE)|of_a_thread"],
    ),
    "where a comment stands": (
        lambda site: site.comment.get_absolute_url(),
        ["threads_of_an_article .*(<expr>|COALESCE)"],
    ),
    "the newest comments of an article": (
        lambda site: list(site.article.comments.approved().order_by("-posted_at", "-pk")[:50]),
        ["under_an_article"],
    ),
    "the queue's first page": (lambda site: page_of(Filters(QueryDict()), shown), ["^queue", "waiting_in_waves"]),
    "since when the oldest waits": (lambda site: Comment.objects.oldest_queued_at(), ["^queue .*put_last"]),
    "what waits on an article": (
        lambda site: page_of(Filters(QueryDict("article=Article 7")), shown),
        ["^queue", "waiting_in_waves"],
    ),
    "words in comments": (
        lambda site: page_of(Filters(QueryDict('q="vinegar"&state=all')), shown),
        ["comments_search_words"] if connection.vendor == "postgresql" else [],
    ),
    "whose address it is": (
        lambda site: page_of(Filters(QueryDict("q=ada@example.org&state=all")), shown),
        ["by_email"],
    ),
    "all comments of an address": (lambda site: Notice.objects.bring_all("ada@example.org"), ["by_email"]),
    "how many wait": (lambda site: counted(Filters(QueryDict())), ["^queue"]),
    "the next that waits": (lambda site: next_for(site.moderator), ["^queue", "waiting_in_waves"]),
    "what was just decided": (lambda site: just_done(site.moderator), ["of_a_moderator"]),
    "the brake": (lambda site: number_since(before(minutes=1)), ["network_kept"]),
    "what is known before a comment is stored": (
        lambda site: known_of(f"{5:064}", NOW, before(days=7), before(days=1), 5, 7, 9),
        ["by_sender", "comments_nearkey_key"],
    ),
    "notices that are due": (lambda site: list(Notice.objects.due()[:10]), ["notices_due"]),
    "proofs of the last hour": (
        lambda site: wait_for_all(Notice(kind="prove").proofs_of_an_hour(), "claimed_at"),
        ["notices_claimed"],
    ),
    "letters that are due": (lambda site: list(Letter.objects.due()[:10]), ["letters_due"]),
    "the next deliveries": (lambda site: next_of(site.issue, "waiting", 8), ["deliveries_due"]),
    "the last that came back": (lambda site: of_last(site.issue, READERS // 100), ["deliveries_finished"]),
    "lost deliveries": (lambda site: Delivery.objects.mark_uncertain(), ["deliveries_claimed"]),
    "rows of a list": (
        lambda site: [page_of_rows(rows, **at) for rows in site.rows for at in [{"after": 1_500}, {"before": 1_500}]],
        [r"(a_line_once_a_list|autoindex_newsletter_listrow).*line ?>", r"list_rows_by_fate.*line ?<"],
    ),
    "what is to be forgotten": (
        lambda site: [addresses(), former_words(), networks_of_comments()],
        ["email_kept", "former_words_kept", "network_kept"],
    ),
}


@pytest.fixture(scope="module")
def site(taken_back):
    with taken_back():
        filled = fill()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                # As autovacuum does.
                cursor.execute("SELECT gin_clean_pending_list('comments_search_words')")
                cursor.execute("SELECT gin_clean_pending_list('articles_search')")
                cursor.execute("ANALYZE")
        yield filled


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_by_its_index(site, name):
    ask, wanted = QUESTIONS[name]

    used, scanned = plans_of(lambda: ask(site))

    assert [pattern for pattern in wanted if not any(re.search(pattern, index) for index in used)] == [], used
    assert scanned & LARGE == set()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL does so after a VACUUM, which no test can do")
def test_the_comments_of_an_article_are_counted_without_a_look_at_them(site):
    used, _ = plans_of(lambda: thread_page(site.article))

    assert "threads_of_an_article (article_id=? AND status=?) COVERING" in used


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by how many rows there are")
def test_what_a_decision_on_all_comes_to_is_looked_up_by_comment(site):
    used, _ = plans_of(lambda: list(Job.of(Filters(QueryDict()), "spam", timezone.now()).left[:10]))

    assert any(index.startswith("comments_decision_comment") for index in used)


@pytest.mark.parametrize(("name", "table"), [("notices_due", "comments_notice"), ("letters_due", "newsletter_letter")])
def test_an_index_that_is_missing_is_noticed(site, name, table):
    [ask] = [ask for ask, wanted in QUESTIONS.values() if wanted == [name]]

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {name}")
        used, scanned = plans_of(lambda: ask(site))
        transaction.set_rollback(True)

    assert not any(index.startswith(name) for index in used)
    assert table in scanned


def fill():
    moderator = make_user("moderator", group="Moderator")
    articles = fill_articles()
    write(Comment, comments([article.pk for article in articles]))
    newest = list(Comment.objects.order_by("-pk")[:4_000].values_list("pk", flat=True))
    write(NearKey, ({"comment_id": pk, "key": pk % 3_000} for pk in newest))
    write(Decision, decisions(newest, [moderator, make_user()]))
    write(Notice, ({"comment_id": pk, "kind": "decided", "status": state(pk), "due_at": NOW} for pk in newest))
    write(Subscriber, ({"email": f"reader{n}@example.org", "status": "confirmed"} for n in range(READERS)))
    readers = list(Subscriber.objects.values_list("pk", "email"))
    write(Letter, ({"subscriber_id": pk, "kind": "confirm", "status": state(pk)} for pk, _ in readers))
    sent = [sent_issue(canary_passed_at=NOW) for _ in range(2)]
    for issue in sent:
        same = {"issue_id": issue.pk, "edition_id": issue.editions.get().pk, "domain": "example.org"}
        write(Delivery, (same | {"subscriber_id": pk, "address": to, "status": state(pk)} for pk, to in readers))
    the_list = SubscriberList.objects.create(file_name="readers.csv")
    same = {"list_id": the_list.pk, "why": "", "fate": "new"}
    write(ListRow, (same | {"line": n, "typed": to, "address": to} for n, (_, to) in enumerate(readers, start=2)))
    comment = Comment.objects.approved().select_related("article").last()
    replies = Comment.objects.approved().exclude(thread=None).select_related("article").order_by("pk")
    return SimpleNamespace(
        article=article_to_read("article-0"),
        comment=comment,
        reply=replies.last(),
        middle=replies[replies.count() // 2].pk,
        issue=sent[0],
        moderator=moderator,
        rows=[the_list.rows.all(), the_list.rows.filter(fate="new")],
    )


def fill_articles():
    people, topics = [make_person() for _ in range(20)], [make_topic() for _ in range(10)]
    made = Article.objects.bulk_create(
        Article(title=f"Article {n}", slug=f"article-{n}", body="Words. " * 200, published_at=before(hours=n))
        for n in range(ARTICLES)
    )
    Authorship.objects.bulk_create(Authorship(article=row, person=people[n % 20]) for n, row in enumerate(made))
    Filing.objects.bulk_create(Filing(article=row, topic=topics[n % 10]) for n, row in enumerate(made))
    write(
        SearchText, ({"article_id": row.pk, "body": f"soleus{n} " + "of the calf " * 100} for n, row in enumerate(made))
    )
    write(SearchWord, ({"word": f"soleus{n}", "stem": f"soleus{n}"} for n in range(WORDS)))
    return made


def comments(articles):
    """The first article is the busiest. A third of its comments answer its first one."""
    for n in range(COMMENTS):
        waits, answers = state(n) == "waiting", n and n % (3 * COMMENTS // BUSIEST) == 0
        yield {
            "id": n + 1,
            "article_id": articles[0 if n % (COMMENTS // BUSIEST) == 0 else n % ARTICLES],
            "parent_id": 1 if answers else None,
            "thread_id": 1 if answers else None,
            "name": "Ada",
            "body": "It helped me. " * 20,
            "posted_at": before(minutes=COMMENTS - n),
            "status": "waiting" if waits else "approved",
            "queued_at": NOW if waits else None,
            "token": f"{n:032}",
            "sender_key": f"{n % 4_000:064}",
            "network_hash": "x" if n % 100 == 0 else "",
        }


def decisions(pks, moderators):
    """One a minute until just now, by each in turn."""
    now = timezone.now()
    for n, pk in enumerate(pks):
        by, made_at = moderators[n % len(moderators)].pk, now - timedelta(minutes=n)
        yield {
            "comment_id": pk, "before": "waiting", "after": "approved", "by_id": by, "made_at": made_at,
        }  # fmt: skip


def state(number):
    """Of fifty one waits."""
    return "waiting" if number % 50 == 3 else "sent"


def before(**time):
    return NOW - timedelta(**time)

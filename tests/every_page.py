"""Every kind of page that readers see, by name: what the checks of form, access and pictures walk through."""

from unittest import mock

from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import timezone

from articles.models import Article, Person
from comments.mail_tokens import decide_token, leave_token, mine_token
from comments.models import Comment, Notice
from comments.models.digest import digest_leave_token
from comments.screening import Verdict
from cramps_site import demo
from newsletter.models import Letter, Subscriber
from newsletter.models.subscriber import WORDING
from tests.factories import ago, make_article, make_comment, make_user
from tests.issues import sent_issue

MISSING = {"missing", "missing-letter", "missing-mail-link"}  # these answer 404
ERRORS = ["400", "403", "403_csrf", "403_not_allowed", "413", "429", "500", "503"]


def every_page(*, hostile=True):
    """Adds the demo, and articles that are hard to show. {name: path}"""
    demo.add()
    if hostile:
        add_hostile_articles()
    Subscriber.objects.create(email="gone@example.org", status=Subscriber.Status.UNSUBSCRIBED)
    talked_about = Article.objects.get(slug="pain-after-a-cramp")
    comments = f"{talked_about.get_absolute_url()}comments/"
    reply = talked_about.comments.approved().exclude(thread=None).first()
    return {
        "home": "/",
        "home-2": "/?page=2",
        **{f"article-{article.slug}": article.get_absolute_url() for article in Article.objects.all()},
        "topic": talked_about.first_topic.get_absolute_url(),
        "authors": "/authors/",
        **{f"author-{person.slug}": person.get_absolute_url() for person in Person.objects.all()[:2]},
        **{name: f"/{name}/" for name in ["about", "privacy", "house-rules", "newsletter"]},
        "figures": "/house-rules/figures/",
        "comments-mine": "/comments/mine/",
        "comments-mine-asked": "/comments/mine/?asked=",
        "search": "/search/",
        "search-found": "/search/?q=magnesium",
        "search-corrected": "/search/?q=magnesum",
        "search-nothing": "/search/?q=xyzzyq",
        "comments": comments,
        "comments-newest": f"{comments}?order=newest",
        "comments-thread": f"{comments}?thread={reply.thread_id}",
        "comment-reply": f"{comments}?reply={talked_about.comments.approved().first().pk}",
        **{
            f"comment-{status}": Comment.objects.filter(status=status).first().private_url()
            for status in Comment.Status.values
        },
        **private_pages(talked_about),
        "comment-report": f"/comments/report/{talked_about.comments.approved().first().pk}/",
        "comment-reported": f"/comments/report/{talked_about.comments.approved().first().pk}/?sent=",
        "issue": f"/newsletter/issues/{a_sent_issue().slug}/",
        "issue-test-letter": "/newsletter/test-letter/",
        "letter-asked": "/newsletter/asked/",
        "letter-confirm": confirm_link("waiting@example.org"),
        "letter-confirmed": confirm_link("confirmed@example.org"),
        "letter-leave": leave_link("confirmed@example.org"),
        "letter-left": leave_link("gone@example.org"),
        **readers_own_pages(),
        **comment_mail_links(),
        **all_of_an_address(),
        "missing": "/articles/magnesum/",
        "missing-letter": "/newsletter/confirm/nothing/",
        "missing-mail-link": "/comments/mail/nothing/",
    }


def comment_mail_links():
    """Pages behind links in mail about comments: to who wrote them, and to moderators."""
    comment = Comment.objects.waiting().first()
    Comment.objects.filter(pk=comment.pk).update(email="ada@example.org")
    asked = Notice.objects.create(kind="prove", comment=comment, status="sent", claimed_at=ago(hours=1))
    moderator = make_user(group="Moderator")
    return {
        "mail-prove": f"/comments/mail/{asked.new_link_token()}/",
        "mail-leave": f"/comments/mail/leave/{leave_token('decided', comment)}/",
        "mail-decide": f"/comments/decide/{decide_token(moderator, comment)}/",
        "mail-digest": f"/comments/digest/leave/{digest_leave_token(moderator)}/",
    }


def all_of_an_address():
    """What a reader finds by a letter: all comments of an address in some of their states; then none. {name: path}"""
    article = Article.objects.get(slug="pain-after-a-cramp")
    said = {"email": "all@example.org", "email_proven_at": ago(hours=1), "article": article}
    comments = [
        make_comment("I stretch before I sleep, and after. " * 9, status=status, **said)
        for status in ["waiting", "approved", "rejected", "withdrawn"]
    ]
    gone = make_comment(**said | {"email": "erased@example.org"})
    links = {
        name: mine_token(Notice.objects.create(kind="mine", comment=comment, status="sent"))
        for name, comment in {"mail-mine": comments[0], "mail-mine-erased": gone}.items()
    }
    gone.erase()
    return {name: f"/comments/mine/{token}/" for name, token in links.items()}


def error_pages():
    """What is shown where something went wrong, at whatever address that was. {name: HTML}"""
    request = RequestFactory().get("/")
    words = {"name": "Ada", "body": "Four in the morning, and always the left calf.\nIs that usual?"}
    context = {"typed": list(words.values())}
    pages = {f"error-{name}": get_template(f"{name}.html").render(context, request) for name in ERRORS}
    form = {"action": "/", "words": words | {"email": ""}, "hidden": {"parent": "1"}}
    return pages | {"error-503-form": get_template("503.html").render(context | form, request)}


def open_html(page, html, site=""):
    """In a browser, as if a server had answered so; with the style sheet of `site`."""
    page.route("**/answered/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(f"{site}/answered/")
    page.unroute("**/answered/")


def private_pages(article):
    """What a writer is told besides the plain states, and what they may do. {name: path}"""
    moderator, colleague = make_user("first"), make_user("second")
    names = ["new", "edit-waits", "edit-refused", "appeal-waits", "appeal-refused", "covered", "erased"]
    comments = {name: make_comment("I stretch before I sleep.", article=article) for name in names}
    for name in ["edit-waits", "edit-refused"]:
        comments[name].approve(by=moderator)
        comments[name].edit("I stretch before I sleep, and after.", seen=1, verdict=Verdict())
    comments["edit-refused"].reject(by=moderator, code="advice")
    for name in ["appeal-waits", "appeal-refused"]:
        comments[name].reject(by=moderator, code="off_topic")
        comments[name].ask_once_more("It is about cramps at night,\nas the article is.")
    comments["appeal-refused"].reject(by=colleague, code="said")
    comments["covered"].approve(by=moderator, body="Call me: ▇▇▇.")
    comments["erased"].erase()
    return {f"comment-{name}": comment.private_url() for name, comment in comments.items()}


def add_hostile_articles():
    """Words and code that fit on no screen; and every block there is, more than once."""
    title = "Averyveryverylongwordthatfitsnowhereandbreaksnowhere" * 3
    make_article(
        title, slug="hostile", body="```\n" + "code " * 60 + "\n```\n\n| a | b |\n|---|---|\n| " + "x" * 200 + " | y |"
    )
    references = ["first", "second"]
    make_article("Every block", slug="blocks", references=references, body="\n\n".join([BLOCKS, "## Again", BLOCKS]))


BLOCKS = """\
::: short
- A point
:::

Said there [@first] and there [@second][@first].

| | Low | High |
|---|---|---|
| Calf | 1 | 2 |

::: dos
- Stretch
:::

::: donts Never
- Pull
:::

## A section

### A part

::: tip
Drink [@first].
:::

::: see-doctor When it lasts
1. One
   - in a list
2. Two
:::

> A quotation

![What it shows](/static/icons/icon-192.png "Caption | Photo: Name")

Text with ![a picture](/static/icons/icon-192.png) in it, `code`, ~~struck~~ and <b>no HTML</b>.

---

    code
"""


def a_sent_issue():
    articles = Article.objects.published().newest_first()[:3]
    return sent_issue(
        *articles, subject="Why cramps come at night", preheader="Three articles.", intro="*Stretch* first."
    )


def confirm_link(address):
    subscriber = Subscriber.objects.get(email=address)
    letter = subscriber.letters.create(kind=Letter.Kind.CONFIRM, status=Letter.Status.SENT, claimed_at=ago(hours=1))
    return f"/newsletter/confirm/{letter.new_link_token()}/"


def readers_own_pages():
    """Behind the signed links of letters, in each state that looks different."""
    confirmed, gone = [Subscriber.objects.get(email=f"{name}@example.org") for name in ["confirmed", "gone"]]
    confirmed.consents.create(wording=WORDING, page="/newsletter/", confirmed_at=ago(hours=1))
    just_left, paused, waiting, erased = [
        Subscriber.objects.create(email=f"{name}@example.org", status=status, confirmed_at=ago(days=9))
        for name, status in [
            ("just-left", "confirmed"),
            ("paused", "confirmed"),
            ("not-yet", "pending"),
            ("nobody", "confirmed"),
        ]
    ]
    just_left.leave()
    paused.pause()
    erased.erase()
    return {
        "letter-manage": f"/newsletter/manage/{confirmed.manage_token()}/",
        "letter-manage-saved": f"/newsletter/manage/{confirmed.manage_token()}/?done=saved",
        "letter-manage-asked": f"/newsletter/manage/{confirmed.manage_token()}/?done=asked",
        "letter-manage-paused": f"/newsletter/manage/{paused.manage_token()}/",
        "letter-manage-old": f"/newsletter/manage/{old_manage_token(confirmed)}/",
        "letter-manage-left": f"/newsletter/manage/{gone.manage_token()}/",
        "letter-just-left": f"/newsletter/leave/{just_left.leave_token()}/",
        "letter-refuse": f"/newsletter/refuse/{waiting.refuse_token()}/",
        "letter-refuse-late": f"/newsletter/refuse/{confirmed.refuse_token()}/",
        "letter-refused": f"/newsletter/refuse/{erased.refuse_token()}/",
        "letter-erase": erase_link(confirmed),
        "letter-erased": erase_link(erased),
    }


def old_manage_token(subscriber):
    with mock.patch.object(timezone, "now", return_value=ago(days=400)):
        return subscriber.manage_token()


def erase_link(subscriber):
    letter = subscriber.letters.create(kind=Letter.Kind.ERASE, status=Letter.Status.SENT, claimed_at=ago(hours=1))
    return f"/newsletter/erase/{letter.new_link_token()}/"


def leave_link(address):
    return f"/newsletter/leave/{Subscriber.objects.get(email=address).leave_token()}/"

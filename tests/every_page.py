"""Every kind of page that readers see, by name: what the checks of form, access and pictures walk through."""

from articles.models import Article, Person
from comments.models import Comment
from comments.screening import Verdict
from cramps_site import demo
from newsletter.models import Letter, Subscriber
from tests.factories import ago, make_article, make_comment, make_user

MISSING = {"missing", "missing-letter"}  # these answer 404


def every_page(*, hostile=True):
    """Adds the demo, and an article that fits nowhere. {name: path}"""
    demo.add()
    if hostile:
        add_hostile_article()
    Subscriber.objects.create(email="gone@example.org", status=Subscriber.Status.UNSUBSCRIBED)
    talked_about = Article.objects.get(slug="pain-after-a-cramp")
    comments = f"{talked_about.get_absolute_url()}comments/"
    return {
        "home": "/",
        "home-2": "/?page=2",
        **{f"article-{article.slug}": article.get_absolute_url() for article in Article.objects.all()},
        "topic": talked_about.first_topic.get_absolute_url(),
        "authors": "/authors/",
        **{f"author-{person.slug}": person.get_absolute_url() for person in Person.objects.all()[:2]},
        **{name: f"/{name}/" for name in ["about", "privacy", "house-rules", "newsletter"]},
        "search": "/search/",
        "search-found": "/search/?q=magnesium",
        "search-corrected": "/search/?q=magnesum",
        "search-nothing": "/search/?q=xyzzyq",
        "comments": comments,
        "comments-newest": f"{comments}?order=newest",
        "comment-reply": f"{comments}?reply={talked_about.comments.approved().first().pk}",
        **{
            f"comment-{status}": Comment.objects.filter(status=status).first().private_url()
            for status in Comment.Status.values
        },
        **private_pages(talked_about),
        "comment-report": f"/comments/report/{talked_about.comments.approved().first().pk}/",
        "comment-reported": f"/comments/report/{talked_about.comments.approved().first().pk}/?sent=",
        "letter-asked": "/newsletter/asked/",
        "letter-confirm": confirm_link("waiting@example.org"),
        "letter-confirmed": confirm_link("confirmed@example.org"),
        "letter-leave": leave_link("confirmed@example.org"),
        "letter-left": leave_link("gone@example.org"),
        "missing": "/articles/magnesum/",
        "missing-letter": "/newsletter/confirm/nothing/",
    }


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


def add_hostile_article():
    """Words and code that fit on no screen."""
    title = "Averyveryverylongwordthatfitsnowhereandbreaksnowhere" * 3
    make_article(
        title, slug="hostile", body="```\n" + "code " * 60 + "\n```\n\n| a | b |\n|---|---|\n| " + "x" * 200 + " | y |"
    )


def confirm_link(address):
    subscriber = Subscriber.objects.get(email=address)
    letter = subscriber.letters.create(kind=Letter.Kind.CONFIRM, status=Letter.Status.SENT, claimed_at=ago(hours=1))
    return f"/newsletter/confirm/{letter.new_link_token()}/"


def leave_link(address):
    return f"/newsletter/leave/{Subscriber.objects.get(email=address).leave_token()}/"

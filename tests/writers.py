"""What the writer of a comment sends, does on its private page, and sees there."""

from tests.factories import make_comment
from tests.pages import Html

WORDS = {"name": "Ada", "email": "ada@example.org", "body": "Stretching helped me."}
BROWSER = {"Sec-Fetch-Site": "same-origin"}


def post(client, article, /, headers=BROWSER, **fields):
    return client.post(f"/articles/{article.slug}/comments/", WORDS | fields, headers=headers)


def send(client, comment, do, **fields):
    return client.post(comment.private_url(), {"do": do} | fields, headers=BROWSER)


def edit(client, comment, body, *, seen=None):
    return send(client, comment, "edit", body=body, version=seen_on_the_page(client, comment) if seen is None else seen)


def seen_on_the_page(client, comment):
    hidden = [e for e in page_of(client, comment).all("input") if e.get("name") == "version"]
    return hidden[0].get("value") if hidden else ""


def page_of(client, comment):
    return Html(client.get(comment.private_url()))


def told(client, comment):
    return page_of(client, comment).main


def acts(client, comment):
    return page_of(client, comment).texts("summary")


def published(moderator, body="Old words."):
    comment = make_comment(body)
    comment.approve(by=moderator)
    return comment


def on_the_article(client, comment):
    return Html(client.get(comment.article.get_absolute_url())).main


def rejected(moderator, **why):
    comment = make_comment()
    comment.reject(by=moderator, **(why or {"code": "insult"}))
    return comment

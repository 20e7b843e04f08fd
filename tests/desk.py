"""What a moderator sees and presses at the desk, as their browser sends it."""

import re
from html import unescape
from urllib.parse import urlsplit

from django.contrib.messages import get_messages

QUEUE = "/admin/comments/queue/"
ARCHIVE = "/admin/comments/comment/"
CARD = "text/vnd.cramps.card"


def page_of(comment):
    return f"{ARCHIVE}{comment.pk}/change/"


def decide(client, decision, comment, **fields):
    """What a card sends when a moderator presses one of its buttons."""
    sent = {"comment": comment.pk, "version": comment.version, "decision": decision, "next": "", "here": ""}
    return client.post(f"{QUEUE}decide/", sent | fields)


def decide_on_its_page(client, decision, comment, **fields):
    return decide(client, decision, comment, **{"from": "page"} | fields)


def decide_many(client, decision, *comments, **fields):
    """What the bar at the bottom sends when comments are ticked."""
    picks = [f"{comment.pk}.{comment.version}" for comment in comments]
    return client.post(f"{QUEUE}decide-many/", {"pick": picks, "decision": decision, "here": ""} | fields)


def text_of(response):
    return " ".join(unescape(re.sub("<[^>]*>", "", response.text)).split())


def followed(client, response):
    """The page that an answer leads to, and its text."""
    address = urlsplit(response["Location"])
    return text_of(client.get(f"{address.path}?{address.query}"))


def told(response):
    return [re.sub("<[^>]*>", "", unescape(str(message))) for message in get_messages(response.wsgi_request)]


def cards(response):
    """The comments of the cards, as they stand on the page. Decided ones are lines, not cards."""
    return [int(pk) for pk in re.findall(r'<article class="card(?! done)[^"]*" id="c(\d+)"', response.text)]


def archived(response):
    return [int(pk) for pk in re.findall(r'class="open" href="/admin/comments/comment/(\d+)/change/"', response.text)]

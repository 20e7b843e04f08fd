"""What a moderator sees and presses at the desk, as their browser sends it."""

import re
from html import unescape

from django.contrib.messages import get_messages

QUEUE = "/admin/comments/comment/"


def page_of(comment):
    return f"{QUEUE}{comment.pk}/change/"


def versions(*comments):
    return {f"version-{comment.pk}": comment.version for comment in comments}


def decide(client, action, *comments, query="", **fields):
    """What the list sends when a moderator ticks comments and presses a button."""
    ticked = {"_selected_action": [comment.pk for comment in comments], "action": action, "index": "0"}
    return client.post(QUEUE + query, ticked | {"select_across": "0", "reason": ""} | versions(*comments) | fields)


def decide_on_its_page(client, action, comment, **fields):
    sent = {"_selected_action": comment.pk, "CHANGE_FORM-action": action, "CHANGE_FORM-reason": "", "index": "0"}
    return client.post(page_of(comment), sent | versions(comment) | fields)


def told(response):
    return [re.sub("<[^>]*>", "", unescape(str(message))) for message in get_messages(response.wsgi_request)]


def rows(response):
    return re.findall(r'name="_selected_action" value="(\d+)"', response.text)

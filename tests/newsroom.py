"""Readers, writers and moderators of the state machine, each at the door that a browser of theirs would come to."""

import re
from dataclasses import dataclass

from django.test import Client

from comments.mail_tokens import decide_token
from comments.models import Ban, Comment, Decision, Report, Wave
from tests.desk import ARCHIVE, QUEUE, page_of
from tests.factories import make_article, make_discussion, make_person, make_topic, make_user
from tests.writers import BROWSER

WORD = re.compile(r"zq\d+qz")
HERB = "Doctor Olu cured my night cramps in three days with herbs from the far hills"
# Courtesies of the desk, which are no decision.
LEASE = ["leased_by_id", "leased_until"]


def words_in(text):
    return set(WORD.findall(text))


def words_of(comment):
    return words_in(f"{comment.name} {comment.body} {comment.proposed_body}")


def everything():
    """All rows that a decision could touch, without who has what open."""
    comments = list(Comment.objects.order_by("pk").values())
    for row in comments:
        for column in LEASE:
            del row[column]
    others = [list(model.objects.order_by("pk").values()) for model in [Decision, Report, Wave, Ban]]
    return [comments, *others]


@dataclass(frozen=True)
class Card:
    """What a moderator read, perhaps long ago: the fields that its forms send, and the words of readers on it."""

    pk: int
    sent: dict
    words: frozenset
    personal: frozenset
    looked: str

    @property
    def is_wave(self):
        return "wave" in self.sent

    @property
    def pick(self):
        if self.is_wave:
            return f"w{self.sent['wave']}.{self.sent['upto']}.{self.sent['version']}"
        return f"{self.pk}.{self.sent['version']}"


def card_as_read(shown):
    words = words_of(shown.comment)
    if shown.is_wave:
        folded = Comment.objects.queued().filter(wave=shown.comment.wave_id, pk__lte=shown.seen["upto"])
        words = {word for comment in folded for word in words_of(comment)}
    personal = frozenset(words_in(" ".join(shown.personal)))
    return Card(shown.comment.pk, dict(shown.seen), frozenset(words), personal, shown.looked_at.isoformat())


class Moderator:
    def __init__(self, name):
        self.user = make_user(name, group="Moderator")
        self.browser, self.letters = Client(), Client()
        self.browser.force_login(self.user)

    def reads(self, comment):
        """One card, on the comment's own page."""
        return card_as_read(self.browser.get(page_of(comment)).context["card"])

    def reads_the_queue(self):
        """The number that the page tells, and its cards."""
        page = self.browser.get(QUEUE).context
        return page["number"], [card_as_read(shown) for shown in page["cards"]]

    def decides(self, decision, card, **fields):
        sent = {"decision": decision, "sure": "on", "next": "", "here": ""}
        return self.browser.post(f"{QUEUE}decide/", card.sent | sent | fields)

    def decides_many(self, decision, cards):
        sent = {"pick": [card.pick for card in cards], "decision": decision, "here": "", "sure": "on"}
        return self.browser.post(f"{QUEUE}decide-many/", sent)

    def decides_by_mail(self, do, comment):
        """By the link of a letter that told of it as it is given."""
        address = f"/comments/decide/{decide_token(self.user, comment)}/"
        return self.letters.post(address, {"do": do, "reason": "advert"}, headers=BROWSER)

    def bans(self, card, **fields):
        sent = card.sent | {"looked": card.looked, "days": 7, "why": "Sells herbs."}
        return self.browser.post(f"{QUEUE}ban/", sent | fields)

    def undoes(self, **which):
        return self.browser.post(f"{QUEUE}undo/", which)

    def presses(self, button, **fields):
        """Next, take or release: what changes no comment."""
        return self.browser.post(f"{QUEUE}{button}/", fields)

    def answers(self, comment, words):
        return self.browser.post(f"{ARCHIVE}{comment.pk}/answer/", {"body": words})


class Reader:
    """From a network of their own each time, so that limits never speak."""

    def __init__(self):
        self.browser, self.times = Client(), 0

    def sends(self, address, **fields):
        self.times += 1
        network = f"198.51.{self.times // 250}.{self.times % 250}"
        return self.browser.post(address, fields, headers=BROWSER, REMOTE_ADDR=network)

    def does(self, what, comment, **fields):
        return self.sends(comment.private_url(), do=what, **fields)


def newsroom():
    """An article that takes as many comments as come, its author, and two moderators."""
    article = make_article("Night cramps", authors=[make_person("Olga Writer")], topics=[make_topic("Sleep")])
    make_discussion(seconds_between=0, per_hour=1000, per_day=1000, brake_per_minute=10_000)
    moderators = [Moderator("mara"), Moderator("ana")]
    make_person("Mara Lind", user=moderators[0].user)
    return article, moderators

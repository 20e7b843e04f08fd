"""For tests of mail about comments."""

import re
from urllib.parse import urlsplit

import pytest

from comments import digests, notices
from comments.mail_tokens import decide_token, mine_token
from comments.models import Comment, Decision, DigestChoice, NoMail, Notice
from comments.models.digest import digest_leave_token
from tests.factories import ago, make_comment, make_user

ROWS = [Comment, Decision, DigestChoice, NoMail, Notice]


def all_rows():
    """Everything that pages behind links in mail could change, to compare."""
    return [list(model.objects.order_by("pk").values()) for model in ROWS]


def deliver():
    """The worker's rounds, a minute later: what is asked for now is due."""
    while digests.work():
        pass
    Notice.objects.filter(status="waiting").update(due_at=ago(seconds=1))
    while notices.work():
        pass


def reachable(email="ada@example.org", **fields):
    """A comment whose writer proved the address."""
    return make_comment(email=email, email_proven_at=ago(hours=1), **fields)


def text_of(letter):
    return letter.get_body(["plain"]).get_content()


def html_of(letter):
    return letter.get_body(["html"]).get_content()


def links_in(letter, purpose):
    """The paths of the links to /comments/<purpose>/… in a letter's text."""
    return [urlsplit(address).path for address in re.findall(rf"http\S+/comments/{purpose}/[\w-]+/", text_of(letter))]


def statuses():
    return list(Notice.objects.order_by("pk").values_list("kind", "status"))


def make_moderator(name="mara", **fields):
    return make_user(name, group="Moderator", **({"email": f"{name}@example.org"} | fields))


@pytest.fixture
def mara(db):
    return make_moderator(first_name="Mara")


@pytest.fixture
def long_comment(db):
    return make_comment("The whole of it.\n\n" + "word " * 300 + "the end.", name="Ada", queued_at=ago(minutes=1))


@pytest.fixture
def link_to_decide(mara, long_comment):
    return decide_link(mara, long_comment)


def decide_link(moderator, comment):
    return f"/comments/decide/{decide_token(moderator, comment)}/"


def mine_link(comment):
    """To all comments of the address of `comment`."""
    return f"/comments/mine/{mine_token(Notice.objects.create(kind='mine', comment=comment, status='sent'))}/"


def leave_link(moderator):
    return f"/comments/digest/leave/{digest_leave_token(moderator)}/"

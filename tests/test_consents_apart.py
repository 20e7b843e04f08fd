"""To comment is not to subscribe, and to leave one is not to leave the other."""

import pytest

from comments.models import Comment
from newsletter import sending
from newsletter.models import Erasure, Subscriber, Suppression
from tests import mail, subscribers
from tests.factories import make_article, make_comment, make_user
from tests.lists import imported
from tests.mail import deliver, links_in
from tests.pages import press
from tests.smtp_server import link_in
from tests.subscribers import ask, make_subscriber
from tests.writers import post

pytestmark = pytest.mark.django_db
ADDRESS = "ada@example.org"
STATES = [None, "pending", "confirmed", "unsubscribed", "suppressed"]


def of_the_newsletter():
    return subscribers.all_rows() + [list(model.objects.values()) for model in [Suppression, Erasure]]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("answer", ["prove", "never"])
def test_who_comments_with_an_address_is_no_subscriber_whatever_they_say_of_mail(client, mail_server, state, answer):
    if state:
        make_subscriber(ADDRESS, state)
    before = of_the_newsletter()

    post(client, make_article(), email=ADDRESS)
    comment = Comment.objects.get()
    comment.approve(by=make_user(group="Moderator"))
    deliver()
    for letter in mail_server.letters:
        for link in links_in(letter, "mail"):
            press(client, link, do=answer)
    deliver()

    comment.refresh_from_db()
    assert bool(comment.email_proven_at) == (answer == "prove")
    assert comment.email == (ADDRESS if answer == "prove" else "")
    assert of_the_newsletter() == before


@pytest.fixture
def written():
    """Two comments of the same address: one whose writer proved it, and one whose did not."""
    mail.reachable(ADDRESS)
    make_comment(email=ADDRESS)
    return mail.all_rows()


def test_who_subscribes_and_confirms_has_said_nothing_of_mail_about_comments(client, mail_server, written):
    ask(client, ADDRESS)
    sending.work()
    press(client, link_in(mail_server.letters[-1], "confirm"))

    assert Subscriber.objects.get().status == "confirmed"
    assert mail.all_rows() == written


@pytest.mark.parametrize("act", ["leave", "erase", "suppress", "refuse", "pause"])
def test_who_leaves_the_newsletter_in_any_way_still_gets_mail_about_comments(written, act):
    reader = make_subscriber(ADDRESS, "pending" if act == "refuse" else "confirmed")

    assert getattr(reader, act)(*(["complaint"] if act == "suppress" else []))

    assert mail.all_rows() == written


def test_a_list_of_subscribers_says_nothing_of_mail_about_comments(written):
    imported(f"email\n{ADDRESS}\n", by=make_user())

    assert Subscriber.objects.get().status == "confirmed"
    assert mail.all_rows() == written

"""Every address that opens by its token, with what its button posts."""

from dataclasses import dataclass, field

from django.urls import URLPattern, get_resolver, reverse

from comments.mail_tokens import decide_token, leave_token, mine_token
from comments.models import Notice
from comments.models.digest import digest_leave_token
from cramps_site.sign_in import link_for
from newsletter.models.subscriber import Subscriber
from tests.factories import ago, make_comment, make_user
from tests.mail import make_moderator, reachable
from tests.subscribers import make_letter, make_subscriber


@dataclass(frozen=True)
class TokenLink:
    make: object  # writes the rows it needs and returns the token
    post: dict = field(default_factory=dict)
    acts: bool = True  # False: it only ever shows, and refuses a post


def confirming():
    return make_letter(claimed_at=ago(hours=1)).new_link_token()


def erasing():
    return make_letter(kind="erase", claimed_at=ago(hours=1)).new_link_token()


def taking_data():
    return make_letter(kind="data", claimed_at=ago(hours=1)).new_link_token()


def reader():
    return make_subscriber(status=Subscriber.Status.CONFIRMED, confirmed_at=ago(days=9))


def proving():
    comment = make_comment(email="ada@example.org")
    return Notice.objects.create(kind="prove", comment=comment, claimed_at=ago(hours=1)).new_link_token()


def deciding():
    return decide_token(make_moderator(), make_comment(queued_at=ago(minutes=1)))


def finding_all():
    return mine_token(Notice.objects.create(kind="mine", comment=reachable(), status="sent"))


TOKEN_LINKS = {
    "newsletter:confirm": TokenLink(confirming),
    "newsletter:leave": TokenLink(lambda: reader().leave_token()),
    "newsletter:manage": TokenLink(lambda: reader().manage_token(), {"do": "pause"}),
    "newsletter:data": TokenLink(taking_data, acts=False),
    "newsletter:refuse": TokenLink(lambda: make_subscriber().refuse_token()),
    "newsletter:erase": TokenLink(erasing),
    "comments:prove": TokenLink(proving, {"do": "prove"}),
    "comments:leave_mail": TokenLink(lambda: leave_token("decided", make_comment(tell_decided=True))),
    "comments:leave_digest": TokenLink(lambda: digest_leave_token(make_moderator())),
    "comments:decide": TokenLink(deciding, {"do": "approve"}),
    "comments:mine": TokenLink(finding_all, {"do": "erase"}),
    "comments:private": TokenLink(lambda: make_comment().token, {"do": "withdraw"}),
    "sign-in": TokenLink(lambda: link_for(make_user()).split("/")[-2]),
}


def address_of(name):
    """The path of a working link of this name, its rows written just now."""
    return reverse(name, args=[TOKEN_LINKS[name].make()])


def names_in_urlconf():
    """Every name of the site's map whose address holds a token."""
    return {name for name, pattern in walked(get_resolver().url_patterns) if "token" in pattern.pattern.converters}


def walked(patterns, namespace=""):
    for each in patterns:
        if isinstance(each, URLPattern):
            yield f"{namespace}{each.name}", each
        else:
            yield from walked(each.url_patterns, f"{each.namespace}:" if each.namespace else namespace)

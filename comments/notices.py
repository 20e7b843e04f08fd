"""Mail about comments: builds and sends what waits. No reader's words stand in it, but for a short excerpt."""

from django.urls import reverse

from comments.digests import digest_letter
from comments.excerpt import excerpt
from comments.mail_tokens import leave_token, mine_token
from comments.models import Notice
from cramps_site.lib.mail import leave_headers, letter
from cramps_site.lib.sending import send_some
from cramps_site.lib.site import absolute

Kind = Notice.Kind


def work():
    """Send some. True if there is more to do now."""
    return send_some(Notice.objects.select_related("comment__article", "decision__comment__person", "moderator"), built)


def built(notice):
    """The message for a claimed Notice."""
    return MAKERS.get(notice.kind, digest_letter)(notice)


def proof_letter(notice):
    """Whoever typed the address may be a stranger: nothing they typed stands in it."""
    prove = absolute(reverse("comments:prove", args=[notice.new_link_token()]))
    return letter_to_writer(notice, {"prove": prove})


def decided_letter(notice):
    decision = notice.decision
    context = {
        "decision": decision,
        "comment_url": absolute(notice.comment.get_absolute_url()),
        "private_url": absolute(notice.comment.private_url()),
    }
    return letter_to_writer(notice, context, leave_url(notice))


def answered_letter(notice):
    answer = notice.decision.comment
    context = {"answer": answer, "words": excerpt(answer.body), "answer_url": absolute(answer.get_absolute_url())}
    return letter_to_writer(notice, context, leave_url(notice))


def mine_letter(notice):
    """Whoever asked may be a stranger: it says no more than that there are comments."""
    return letter_to_writer(notice, {"mine": absolute(reverse("comments:mine", args=[mine_token(notice)]))})


def leave_url(notice):
    return absolute(reverse("comments:leave_mail", args=[leave_token(notice.kind, notice.comment)]))


def letter_to_writer(notice, context, leave=None):
    context |= {"article": notice.comment.article, "leave": leave}
    headers = leave_headers(leave) if leave else {}
    return letter(f"comments/letters/{notice.kind}", notice.comment.email, context, headers)


MAKERS = {
    Kind.PROVE: proof_letter,
    Kind.DECIDED: decided_letter,
    Kind.ANSWERED: answered_letter,
    Kind.MINE: mine_letter,
}

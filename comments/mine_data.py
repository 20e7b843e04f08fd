"""What we keep of one reader's comments, as a document to take along. Reports are others', and stay out."""

from django.http import JsonResponse

from comments.history import History
from comments.models import Comment, Status
from cramps_site.lib.site import absolute


def as_file(address):
    """The answer by which a browser stores it."""
    headers = {"Content-Disposition": 'attachment; filename="comments.json"'}
    return JsonResponse(data_of(address), headers=headers, json_dumps_params={"indent": 2, "ensure_ascii": False})


def data_of(address):
    """All of it, in plain types and dates: what JSON can hold."""
    comments = Comment.objects.of_mailbox(address).select_related("article", "parent__article")
    return {
        "email": address,
        "comments": [comment_data(comment) for comment in comments.prefetch_related("notices")],
    }


def comment_data(comment):
    answered = comment.parent if comment.parent and comment.parent.status == Status.APPROVED else None
    return {
        "article": comment.article.title,
        "address": absolute(comment.get_absolute_url()) if comment.status == Status.APPROVED else None,
        "private_page": absolute(comment.private_url()),
        "in_reply_to": absolute(answered.get_absolute_url()) if answered else None,
        "name": comment.name,
        "email": comment.email,
        "email_proven_at": comment.email_proven_at,
        "words": comment.body,
        "new_words_that_wait": comment.proposed_body or None,
        "words_before_the_last_change": comment.former_body or None,
        "appeal": comment.appeal or None,
        "posted_at": comment.posted_at,
        "edited_at": comment.edited_at,
        "appealed_at": comment.appealed_at,
        "personal_data_covered_at": comment.covered_at,
        "state": comment.get_status_display(),
        "network": comment.network_prefix or None,
        "imported_from": comment.imported_from,
        "letters_about_decisions": comment.tell_decided,
        "letters_about_answers": comment.tell_answered,
        "decisions": decisions_on(comment),
        "letters": [
            {"kind": notice.get_kind_display(), "asked_at": notice.asked_at, "sent_at": notice.sent_at}
            for notice in comment.notices.all()
        ],
    }


def decisions_on(comment):
    """As the writer is told of them: without the names of moderators, and nothing of spam."""
    told = [decision for decision in History(comment).decisions if decision.after != Status.SPAM]
    return [
        {
            "made_at": decision.made_at,
            "became": decision.get_after_display(),
            "words": decision.get_words_display(),
            "reason": decision.sentence or None,
        }
        for decision in reversed(told)
    ]

"""The pages behind the links in mail to writers. GET shows, POST does: scanners open every link of a letter."""

from django.shortcuts import render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from comments.mail_tokens import left_by
from comments.models import Comment, Notice
from cramps_site.lib.headers import private
from cramps_site.lib.one_click import leaving_page
from cramps_site.lib.same_origin import same_origin_only
from cramps_site.lib.see_other import SeeOther


@private
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
def prove(request, token):
    """Only what the buttons say is done: a mail program's own post says something else."""
    notice = Notice.objects.from_link(token)
    if notice is None:
        return link_gone(request)
    acts = {"prove": notice.prove, "never": notice.never_again}
    act = acts.get(request.POST.get("do"))
    if act is None:
        return render(request, "comments/mail/prove.html", {"notice": notice, "comment": notice.comment})
    act()
    return SeeOther(request.path)


@leaving_page("You will get no more of these letters.")
def leave(request, token):
    comment, switch = left_by(token)
    if comment is None:
        return link_gone(request)
    if request.method == "POST":
        Comment.objects.filter(pk=comment.pk).update(**{switch: False})
        return SeeOther(request.path)
    page = {"comment": comment, "switch": switch, "has_left": not getattr(comment, switch)}
    return render(request, "comments/mail/leave.html", page)


def link_gone(request, **page):
    return TemplateResponse(request, "comments/mail/link_gone.html", page, status=404)

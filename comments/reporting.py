"""Telling the moderators of a comment that everyone can read. No account is needed."""

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from articles.models import Article
from comments.forms import WordsField
from comments.models import Comment, Report
from comments.senders import network_hash
from cramps_site.lib.client_ip import client_network
from cramps_site.lib.form_body import well_formed_only
from cramps_site.lib.headers import private
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.rate_limit import RateLimit
from cramps_site.lib.same_origin import same_origin_only
from cramps_site.lib.see_other import SeeOther

OFTEN = RateLimit("report", times=10, seconds=60 * 60)
LENGTH = Report._meta.get_field("words").max_length


class ReportForm(forms.Form):
    why = forms.ChoiceField(
        choices=Report.Why,
        error_messages={"required": "Choose what is wrong with it.", "invalid_choice": "Choose one of these."},
    )
    body = WordsField(limit=LENGTH, what="this", required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
@well_formed_only
@private
def report(request, pk):
    """Kept by no cache: it quotes a comment that may be taken down in a minute."""
    comment = public_comment(pk)
    if request.method == "POST":
        return post(request, found(comment))
    if "sent" in request.GET:
        return render(request, "comments/reported.html", {"comment": comment})
    return show(request, found(comment), ReportForm())


def public_comment(pk):
    """None for what nobody can read, as for what there is not."""
    comments = Comment.objects.approved().filter(article__in=Article.objects.published())
    return comments.select_related("article", "person").filter(pk=whole_number(pk)).first()


def found(comment):
    if comment is None:
        raise Http404
    return comment


def post(request, comment):
    form = ReportForm(request.POST)
    if not form.is_valid():
        return show(request, comment, form, status=422)
    wait = OFTEN.take(request)
    if wait:
        form.add_error(None, "You sent many reports. Wait an hour, and send this one again.")
        response = show(request, comment, form, status=429)
        response["Retry-After"] = str(wait)
        return response
    said = form.cleaned_data
    comment.report(why=said["why"], words=said["body"], sender=network_hash(client_network(request)))
    return SeeOther(reverse("comments:report", args=[comment.pk], query={"sent": ""}))


def show(request, comment, form, *, status=200):
    return render(request, "comments/report.html", {"comment": comment, "form": form}, status=status)

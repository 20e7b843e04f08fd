"""A reader's way back to all comments of an address, by a letter to it: to see them, take them along, erase them."""

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from articles.models import version_of_site
from comments.mail_links import link_gone
from comments.mail_tokens import known_by
from comments.mine_data import as_file
from comments.models import Comment, Notice
from cramps_site.lib.addresses import canonical
from cramps_site.lib.form_body import well_formed_only
from cramps_site.lib.headers import private
from cramps_site.lib.pages import kept, public_page
from cramps_site.lib.rate_limit import RateLimit
from cramps_site.lib.same_origin import same_origin_only
from cramps_site.lib.see_other import SeeOther

OFTEN = RateLimit("comments-of-an-address", times=5, seconds=60 * 60)


class AddressForm(forms.Form):
    email = forms.CharField(max_length=254, error_messages={"required": "Write your e-mail address."})

    def clean_email(self):
        return canonical(self.cleaned_data["email"])


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
@well_formed_only
@kept(version_of_site, parameters=["asked"])
def ask(request):
    return have_it_brought(request) if request.method == "POST" else show_form(request)


@public_page
def show_form(request):
    return form_page(request, AddressForm(), asked="asked" in request.GET)


@private
def have_it_brought(request):
    """The same answer for every address that can be written to, whoever has it."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return form_page(request, form, status=422)
    wait = OFTEN.take(request)
    if wait:
        form.add_error("email", "Many addresses came from your network. Wait an hour, and send this one again.")
        response = form_page(request, form, status=429)
        response["Retry-After"] = str(wait)
        return response
    Notice.objects.bring_all(form.cleaned_data["email"])
    return SeeOther(reverse("comments:ask_for_mine", query={"asked": ""}))


def form_page(request, form, *, asked=False, status=200):
    return render(request, "comments/mine.html", {"form": form, "asked": asked}, status=status)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
def mine(request, token):
    known = known_by(token)
    if known is None or not (known.email or known.erased_at):
        return link_gone(request, again=reverse("comments:ask_for_mine"))
    act = ACTS.get(request.POST.get("do"), show)
    return act(request, known)


def show(request, known):
    comments = Comment.objects.of_mailbox(known.email).select_related("article")
    return render(request, "comments/mail/mine.html", {"known": known, "comments": comments})


def take(request, known):
    return as_file(known.email)


def erase(request, known):
    """One by one: whatever ends it half-way, what is erased stays so, and pressing again goes on."""
    for comment in Comment.objects.of_mailbox(known.email):
        comment.erase()
    return SeeOther(request.path)


ACTS = {"take": take, "erase": erase}

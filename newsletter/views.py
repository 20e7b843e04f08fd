"""Subscribing, confirming, leaving. GET shows, POST does: scanners open every link of a letter."""

from urllib.parse import urlsplit

from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import version_of_site
from cramps_site.lib.asks import wait_for_all
from cramps_site.lib.headers import private
from cramps_site.lib.one_click import leaving_page
from cramps_site.lib.pages import kept, public_page
from cramps_site.lib.same_origin import same_origin_only
from cramps_site.lib.see_other import SeeOther
from newsletter import limits
from newsletter.forms import SubscribeForm
from newsletter.models import Issue, Letter, Subscriber
from newsletter.models.subscriber import CONFIRM, LEAVE
from newsletter.reader import one_button

MOST_ISSUES = 100  # four years of them
FROM_YOUR_NETWORK = "Too many addresses came from your network. Please try again in an hour."
FROM_EVERYWHERE = (
    "So many people ask for the newsletter just now that yours was not taken. Please try again in an hour."
)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
@kept(version_of_site)
def newsletter(request):
    return subscribe(request) if request.method == "POST" else show(request)


@public_page
def show(request):
    return page_with(request, SubscribeForm())


@private
def subscribe(request):
    """The same answer for every address that can be written to, whoever it is."""
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return page_with(request, form, status=422)
    wait = limits.OF_A_NETWORK.take(request)
    if wait:
        return later(request, form, wait, FROM_YOUR_NETWORK)
    wait = wait_for_all(Letter.objects.by_form(), "asked_at")
    if wait:
        return later(request, form, wait, FROM_EVERYWHERE)
    Subscriber.objects.ask(form.cleaned_data["email"], page=page_of(request))
    return SeeOther(reverse("newsletter:asked"))


def later(request, form, wait, why):
    """Nothing was looked up: the same for every address, which stays in the form."""
    form.add_error("email", why)
    response = page_with(request, form, status=429)
    response["Retry-After"] = str(wait)
    return response


def page_with(request, form, *, status=200):
    """The form, and the issues that went out."""
    context = {"form": form, "issues": Issue.objects.in_archive()[:MOST_ISSUES]}
    return render(request, "newsletter/newsletter.html", context, status=status)


def page_of(request):
    """The page the form stood on, for the record; without the token, where its address has one."""
    try:
        page = urlsplit(request.headers.get("Referer", "")).path
        token = resolve(page).kwargs.get("token")
    except (ValueError, Resolver404):
        return request.path
    return page.replace(token, "…")[:300] if token else page[:300]


@require_safe
@kept(version_of_site)
@public_page
def asked(request):
    return render(request, "newsletter/asked.html")


@private
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
def confirm(request, token):
    letter = Letter.objects.from_link(CONFIRM, token)
    return one_button(request, letter and letter.subscriber, Subscriber.confirm, "newsletter/confirm.html")


@leaving_page("You have left the newsletter.")
def leave(request, token):
    subscriber = Subscriber.objects.from_link(LEAVE, token)
    if subscriber is None:
        return TemplateResponse(request, "newsletter/link_gone.html", {"form": SubscribeForm()}, status=404)
    if request.method == "POST":
        act = subscriber.come_back if request.POST.get("do") == "come_back" else subscriber.leave
        act()
        return SeeOther(request.path)
    return render(request, "newsletter/leave.html", {"subscriber": subscriber, "form": SubscribeForm()})


@require_safe
@kept(version_of_site)
@public_page
def test_letter(request):
    return render(request, "newsletter/test_letter.html")

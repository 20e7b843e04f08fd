"""The pages of one reader, behind signed links: preferences, own data, erasing, refusing. GET shows, POST does."""

from urllib.parse import unquote

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cramps_site.lib.headers import private
from cramps_site.lib.same_origin import same_origin_only
from cramps_site.lib.see_other import SeeOther
from newsletter.forms import PreferForm, SubscribeForm
from newsletter.models import Letter, Subscriber
from newsletter.models.subscriber import DATA, ERASE, MANAGE_LIFE, REFUSE
from newsletter.reader_data import as_file


def one_button(request, subscriber, act, template):
    """The page behind a link in a letter, whose button does `act`. There may be nobody any more."""
    if subscriber is None:
        return link_gone(request)
    if request.method == "POST":
        act(subscriber)
        return SeeOther(request.path)
    return render(request, template, {"subscriber": subscriber})


def link_gone(request):
    return render(request, "newsletter/link_gone.html", {"form": SubscribeForm()}, status=404)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
def manage(request, token):
    subscriber, is_old = Subscriber.objects.from_manage_link(token)
    if subscriber is None:
        return link_gone(request)
    act = ask_for_fresh if is_old else ACTS.get(request.POST.get("do"), show)
    return act(request, subscriber)


def ask_for_fresh(request, subscriber):
    """An old link shows nothing of its reader, and has a letter bring a new one."""
    if request.method == "POST":
        subscriber.ask_by_letter("manage")
        return SeeOther(f"{request.path}?done=asked")
    page = {"subscriber": subscriber, "done": request.GET.get("done"), "days": MANAGE_LIFE.days}
    return render(request, "newsletter/manage_old.html", page)


def show(request, subscriber, *, form=None, status=200):
    chosen = {"frequency": subscriber.frequency, "topics": subscriber.topics.all()}
    page = {
        "subscriber": subscriber,
        "form": form or PreferForm(initial=chosen),
        "consents": subscriber.consents.all(),
        "done": request.GET.get("done"),
    }
    return render(request, "newsletter/manage.html", page, status=status)


def prefer(request, subscriber):
    form = PreferForm(request.POST)
    if not form.is_valid():
        return show(request, subscriber, form=form, status=422)
    subscriber.prefer(**form.cleaned_data, page=unquote(reverse("newsletter:manage", args=["…"])))
    return SeeOther(f"{request.path}?done=saved")


def pause(request, subscriber):
    subscriber.pause()
    return SeeOther(request.path)


def unpause(request, subscriber):
    subscriber.unpause()
    return SeeOther(request.path)


def ask_to_erase(request, subscriber):
    return ask_by_letter(request, subscriber, "erase")


def ask_for_data(request, subscriber):
    return ask_by_letter(request, subscriber, "data")


def ask_by_letter(request, subscriber, kind):
    subscriber.ask_by_letter(kind)
    return SeeOther(f"{request.path}?done=asked")


ACTS = {
    "prefer": prefer,
    "pause": pause,
    "unpause": unpause,
    "ask_to_erase": ask_to_erase,
    "ask_for_data": ask_for_data,
}


@private
@require_safe
def data(request, token):
    """All we keep of one reader, to take along (GDPR, article 20). The link came to their own address."""
    letter = Letter.objects.from_link(DATA, token)
    if letter is None:
        return link_gone(request)
    return as_file(letter.subscriber)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
def refuse(request, token):
    return one_button(request, Subscriber.objects.from_link(REFUSE, token), Subscriber.refuse, "newsletter/refuse.html")


@private
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
def erase(request, token):
    letter = Letter.objects.from_link(ERASE, token)
    return one_button(request, letter and letter.subscriber, Subscriber.erase, "newsletter/erase.html")

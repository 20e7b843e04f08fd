"""Reading more comments, and writing one."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles.models import Article, version_of_article
from comments import brake
from comments.discussions import discussion_columns
from comments.forms import CommentForm, answerable
from comments.one_thread import one_thread
from comments.pace import wait_of
from comments.threads import thread_page
from cramps_site.lib.for_a_moment import for_a_moment
from cramps_site.lib.form_body import well_formed_only
from cramps_site.lib.headers import private
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.pages import kept, public_page
from cramps_site.lib.prepared import prepared
from cramps_site.lib.same_origin import same_origin_only
from cramps_site.lib.see_other import SeeOther

LAST_PAGE = 10_000
ORDERS = {"oldest", "newest"}
OF_THREADS, OF_ONE_THREAD = {"page", "order"}, {"thread", "after"}  # questions for one page or the other


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
@well_formed_only
@kept(version_of_article, parameters=["page", "order", "thread", "after"], elsewhere=["reply"])
def comments(request, slug):
    if request.method == "POST":
        return post(request, article_to_comment_on(slug))
    article = published_article(slug)
    if article.slug != slug:
        address = reverse("comments:comments", args=[article.slug], query=request.GET)
        return redirect(address, permanent=True)
    if "reply" in request.GET:
        return answer(request, article)
    return read_thread(request, article) if request.GET.keys() & OF_ONE_THREAD else read(request, article)


def published_article(slug):
    """By its slug, or by one it had before; with how it takes comments."""
    now = timezone.now()
    try:
        return next(iter(article_at(slug, now)), None) or Article.find_moved(slug, for_comments(now))
    except Article.DoesNotExist:
        raise Http404 from None


@for_a_moment(1)
def article_to_comment_on(slug):
    """As `published_article`: floods come to few. Not for pages: what is kept of these is what stands there now."""
    return published_article(slug)


@prepared
def article_at(slug, now):
    return for_comments(now).filter(slug=slug).order_by()


def for_comments(now):
    """Public articles as pages about their comments need them, without their words."""
    columns = ["slug", "title", "published_at", "changed_at"]
    return Article.objects.published(now).only(*columns).annotate(**discussion_columns("pk"))


@private
def post(request, article):
    form = CommentForm(request.POST, article=article, request=request)
    if not form.is_valid():
        return write(request, article, form, status=422)
    if "preview" in request.POST:
        return write(request, article, form, preview=form.preview())
    wait, refuse = refusal_of(request, form)
    if wait and not form.is_repeat():
        refuse()
        return write(request, article, form, status=429, retry_after=wait)
    comment = form.save()
    brake.count_one()
    # To its private page, which says so where HTML was removed.
    return SeeOther(comment.private_url(lost_markup=form.lost_markup))


def refusal_of(request, form):
    """(seconds to wait before these words are taken, what tells the reader so). 0 for most."""
    site = form.discussion.site
    if brake.is_on(site.brake_per_minute) and not form.is_let_through:
        return brake.WAIT, form.hold
    wait, in_words = wait_of(request, site, form.fingerprint)
    return wait, partial(form.add_error, None, in_words)


@private
def answer(request, article):
    """A page to answer one comment, which works with scripts off."""
    form = CommentForm(article=article)
    if not form.discussion.shows_comments:
        raise Http404
    form.initial["parent"] = get_object_or_404(answerable(article), pk=whole_number(request.GET["reply"]))
    return write(request, article, form)


def write(request, article, form, *, status=200, retry_after=None, preview=None):
    answered = answered_in(form) if form.discussion.shows_comments else None
    page = {"article": article, "form": form, "answered": answered, "discussion": form.discussion}
    page["preview"] = preview
    response = render(request, "comments/write.html", page, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def answered_in(form):
    return form.cleaned_data.get("parent") if form.is_bound else form.initial.get("parent")


@public_page
def read(request, article):
    number, order = whole_number(request.GET.get("page", "1")), request.GET.get("order", "oldest")
    if number not in range(1, LAST_PAGE) or order not in ORDERS:
        raise Http404
    page = thread_page(article, number, newest_first=order == "newest")
    if not page.discussion.shows_comments or (not page.threads and number > 1):
        raise Http404
    return render(request, "comments/read.html", {"article": article, "page": page, "discussion": page.discussion})


@public_page
def read_thread(request, article):
    thread, after = whole_number(request.GET.get("thread", "")), whole_number(request.GET.get("after", "0"))
    if thread is None or after is None or request.GET.keys() & OF_THREADS:
        raise Http404
    page = one_thread(article, thread, after)
    if page is None or not page.discussion.shows_comments:
        raise Http404
    return render(request, "comments/thread.html", {"article": article, "page": page, "discussion": page.discussion})

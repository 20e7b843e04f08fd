"""What readers open: lists, an article, the people who write."""

from functools import wraps

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Article, ChangeNote, Person, Topic, version_of_article, version_of_site
from articles.onward import onward
from articles.reading import article_to_read
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.pages import kept, public_page

PER_PAGE = 8
PEOPLE_ON_TOPIC = 5


def found_by(find):
    """Decorator: the view gets the row that `find` has for the slug. An old slug answers 301, query and all.

    `find` also knows rows that had the slug before; it raises DoesNotExist.
    """

    def decorator(view):
        @wraps(view)
        def wrapper(request, slug):
            try:
                row = find(slug)
            except ObjectDoesNotExist:
                raise Http404 from None
            if row.slug != slug:
                address = reverse(request.resolver_match.view_name, args=[row.slug], query=request.GET)
                return HttpResponsePermanentRedirect(address)
            return view(request, row)

        return wrapper

    return decorator


def by_slug(queryset):
    """The same, for a row of what `queryset` returns."""

    def find(slug):
        rows = queryset()
        return rows.model.find(slug, rows)

    return found_by(find)


@require_safe
@kept(version_of_site, parameters=["page"])
@public_page
def home(request):
    page = page_of(Article.objects.published().for_lists().newest_first(), request)
    return render(request, "articles/home.html", {"page": page, "topics": Topic.objects.with_counts()})


@require_safe
@kept(version_of_article)
@public_page
@found_by(article_to_read)
def article(request, article):
    return render(request, "articles/article.html", {"article": article, "onward": onward(article)})


@require_safe
@kept(version_of_site, parameters=["page"])
@public_page
@by_slug(Topic.objects.all)
def topic(request, topic):
    page = page_of(topic.articles.published().for_lists().newest_first(), request)
    around = {"nearby": Topic.objects.near(topic), "people": Person.objects.writing_on(topic)[:PEOPLE_ON_TOPIC]}
    return render(request, "articles/topic.html", {"topic": topic, "page": page, **around})


@require_safe
@kept(version_of_site)
@public_page
def authors(request):
    return render(request, "articles/authors.html", {"people": Person.objects.writing().with_counts()})


@require_safe
@kept(version_of_site, parameters=["page"])
@public_page
@by_slug(lambda: Person.objects.prefetch_related("links"))
def author(request, person):
    """Written and reviewed side by side; `?page=` turns both, as far as the longer goes."""
    written, reviewed = (rows.published().for_lists().newest_first() for rows in [person.articles, person.reviewed])
    counts = {"written_count": written.count(), "reviewed_count": reviewed.count()}
    page = page_of(written if counts["written_count"] >= counts["reviewed_count"] else reviewed, request)
    shown = slice((page.number - 1) * PER_PAGE, page.number * PER_PAGE)
    lists = {"written": written[shown], "reviewed": reviewed[shown]}
    corrections = ChangeNote.objects.corrections_of(person)
    context = {"person": person, "page": page, "corrections": corrections, **lists, **counts}
    return render(request, "articles/author.html", context)


@require_safe
@kept(version_of_site)
@public_page
def words(request, page):
    """A page of our own words: about, privacy, house rules."""
    return render(request, f"articles/{page}.html")


def page_of(articles, request):
    """The page that `?page=` names. Raises Http404 for one that is not there."""
    paginator = Paginator(articles, PER_PAGE)
    number = whole_number(request.GET.get("page", "1"))
    if number not in paginator.page_range:
        raise Http404
    return paginator.page(number)

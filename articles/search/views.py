from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Topic, version_of_site
from articles.search.answer import search
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.pages import kept, public_page

LONGEST_SHOWN = 200  # characters of a question that the form gives back


@require_safe
@kept(version_of_site, parameters=["q", "page"])
@public_page
def search_page(request):
    question = request.GET.get("q", "").replace("\x00", "").strip()
    number = whole_number(request.GET.get("page", "1"))
    answer = search(question, number=number or 1)
    if not number or (number > 1 and not answer.articles):
        raise Http404
    page = {"question": question[:LONGEST_SHOWN], "answer": answer, "topics": Topic.objects.all()}
    return render(request, "articles/search.html", page)

"""Pages for when something went wrong, in our own words."""

import sys

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from articles.search.similar import similar
from cramps_site.lib.site import names
from cramps_site.lib.unavailable import answer_to

PAGES = (".html", ".htm", ".php")  # how addresses of pages ended elsewhere, or on a site that was here before


def not_found(request, exception):
    """With what was perhaps meant. A program that asks for a file gets a line, and no question to the database."""
    if is_file(request.path):
        return HttpResponse("There is nothing at this address.\n", content_type="text/plain", status=404)
    return render(request, "404.html", {"similar": similar(slug_in(request.path))}, status=404)


def is_file(path):
    name = path.rpartition("/")[2]
    return path.startswith((settings.STATIC_URL, settings.MEDIA_URL)) or ("." in name and not name.endswith(PAGES))


def slug_in(path):
    """The part of an address that names the article: behind /articles/, or else the last."""
    parts = [part for part in path.split("/") if part]
    named = parts[1:2] if parts[:1] == ["articles"] else parts[-1:]
    return "".join(named).partition(".")[0]


def forbidden(request, exception):
    return render(request, "403_not_allowed.html", status=403)


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def broken(request):
    """Asks no database: that may be what is broken, also where only the page of another error needed it."""
    away = answer_to(request, sys.exception())
    if away:
        return away
    return HttpResponse(get_template("500.html").render(names()), status=500)

"""Pages for when something went wrong, in our own words."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import get_template


def not_found(request, exception):
    return render(request, "404.html", status=404)


def forbidden(request, exception):
    return render(request, "403_not_allowed.html", status=403)


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def broken(request):
    """Asks no database: that may be what is broken."""
    return HttpResponse(get_template("500.html").render(), status=500)

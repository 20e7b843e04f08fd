"""What machines ask: may I crawl, what are you called, whom do I warn, are you up, can you serve."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cramps_site.lib.pages import kept, never, public_page
from cramps_site.lib.site import absolute
from cramps_site.models import Worker

SECURITY_TEXT_HOLDS = timedelta(days=180)


@require_safe
@kept(never)
@public_page
def robots(request):
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /comments/", f"Sitemap: {absolute('/sitemap.xml')}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


@require_safe
@kept(never)
@public_page
def favicon(request):
    """For programs that look here without reading a page."""
    return HttpResponse(Path(finders.find("icons/favicon.ico")).read_bytes(), content_type="image/x-icon")


@require_safe
@kept(never)
@public_page
def manifest(request):
    """What a telephone shows of the site on its first screen."""
    answer = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "description": settings.TAGLINE,
        "lang": "en-GB",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#fffdf9",
        "theme_color": "#fffdf9",
        "icons": [
            icon("icon-192.png", "192x192", "any"),
            icon("icon-512.png", "512x512", "any"),
            icon("maskable-512.png", "512x512", "maskable"),
        ],
    }
    return JsonResponse(answer, content_type="application/manifest+json")


def icon(name, sizes, purpose):
    address = staticfiles_storage.url(f"icons/{name}")
    return {"src": address, "sizes": sizes, "type": "image/png", "purpose": purpose}


@require_safe
@kept(lambda: timezone.now().date())
@public_page
def security(request):
    """Whom to tell of a hole in the site (RFC 9116). Same bytes all day long."""
    today = datetime.combine(timezone.now(), time.min, UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {today + SECURITY_TEXT_HOLDS:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {absolute(request.path)}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def is_up(request):
    """The process answers. Asks no database, so that a broken one does not restart the fleet."""
    return HttpResponse("up\n", content_type="text/plain")


@require_safe
def is_ready(request):
    """200 when pages can be served, with the state of the workers; 503 with the reason when not.

    A silent worker is told, and is no 503: readers need none, and a proxy would take the site from them.
    """
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        state = "" if missing else Worker.objects.state()
    except Error:
        return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
    if missing:
        return HttpResponse("the database lacks migrations\n", content_type="text/plain", status=503)
    return HttpResponse(f"ready\ndatabase: up\nworkers: {state}\n", content_type="text/plain")

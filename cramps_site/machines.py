"""What machines ask: may I crawl, are you up, can you serve."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from cramps_site.lib.pages import public_page
from cramps_site.lib.site import absolute


@require_safe
@public_page
def robots(request):
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /comments/", f"Sitemap: {absolute('/sitemap.xml')}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


@require_safe
@public_page
def favicon(request):
    return redirect(staticfiles_storage.url("plates/mark.svg"))


@require_safe
def is_up(request):
    """The process answers. Asks no database, so that a broken one does not restart the fleet."""
    return HttpResponse("up\n", content_type="text/plain")


@require_safe
def is_ready(request):
    """200 when pages can be served; 503 with the reason when not."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
    if missing:
        return HttpResponse("the database lacks migrations\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")

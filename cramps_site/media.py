"""Uploaded pictures, where no front server serves them."""

from django.conf import settings
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
def serve_media(request, path):
    """A file that could hold anything is nothing but a picture to the browser.

    Stored names are never used twice, so a browser may keep the file. Other sites may show it,
    because the feed is read there with its pictures.
    """
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

"""Uploaded pictures, where no front server serves them."""

from mimetypes import guess_type

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
def serve_media(request, path):
    """A file that could hold anything is nothing but a picture to the browser.

    Stored names are never used twice, so a browser may keep the file. Other sites may show it,
    because the feed is read there with its pictures.
    """
    answer = from_folder if isinstance(default_storage._wrapped, FileSystemStorage) else from_bucket
    try:
        response = answer(request, path)
    except (OSError, SuspiciousFileOperation):  # a name longer than any file's, say
        raise Http404 from None
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def from_folder(request, path):
    return serve(request, path, document_root=settings.MEDIA_ROOT)


def from_bucket(request, path):
    kind, _ = guess_type(path)
    return FileResponse(default_storage.open(path), content_type=kind or "application/octet-stream")

"""Public pages travel compressed, to those who can read that. Pages of one person never do.

What is compressed together with a secret tells of it by its length (BREACH); a public page has none.
"""

from django.utils.cache import patch_vary_headers

from cramps_site.lib.answers import PACKED_ALREADY, accepts_gzip, weak
from cramps_site.lib.answers import compress as packed
from cramps_site.lib.pages import PUBLIC


class CompressionMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.headers.get("Cache-Control") == PUBLIC:
            patch_vary_headers(response, ["Accept-Encoding"])
            if accepts_gzip(request.headers.get("Accept-Encoding", "")):
                compress(response)
        return response


def compress(response):
    if response.status_code == 304:
        del response["Content-Length"]  # it tells the length of what was not compressed
    elif not response.headers["Content-Type"].startswith(PACKED_ALREADY):
        response.content = packed(response.content)
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
        response["ETag"] = weak(response["ETag"])

"""Public pages travel compressed, to those who can read that. Pages of one person never do.

What is compressed together with a secret tells of it by its length (BREACH); a public page has none.
"""

import re

from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

from cramps_site.lib.pages import PUBLIC

WANTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class CompressionMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.headers.get("Cache-Control") == PUBLIC:
            patch_vary_headers(response, ["Accept-Encoding"])
            if WANTS_GZIP.search(request.headers.get("Accept-Encoding", "")):
                compress(response)
        return response


def compress(response):
    if response.status_code == 304:
        del response["Content-Length"]  # it tells the length of what was not compressed
    elif not response.headers["Content-Type"].startswith("image/"):
        response.content = compress_string(response.content)
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
        if response.has_header("ETag"):
            response["ETag"] = "W/" + response["ETag"].removeprefix("W/")

"""A letter's HTML as a document in a frame: the very letter, without its style attributes.

What css-inline put into the elements stands in the letter's own <style> too, which the policy of the
document names by its hash. So nothing `unsafe-` is needed, and nothing but this style sheet works in it:
no script, no picture, no form.
"""

import re
from base64 import b64encode
from hashlib import sha256

from django.http import HttpResponse

STYLE_SHEET = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
IF_DARK = "@media (prefers-color-scheme: dark)"
STYLE_ATTRIBUTE = re.compile(r'(<[^<>]*?) style="[^"]*"')


def document(html, *, theme=None):
    """An answer that only pages of this site may frame. `theme`: as on a device that is `light` or `dark`."""
    html = STYLE_ATTRIBUTE.sub(r"\1", html).replace("<a ", '<a target="_top" ')
    if theme:
        html = html.replace(IF_DARK, "@media all" if theme == "dark" else "@media not all")
        html = html.replace("light dark", theme)  # in which the browser colours what has no colour
    response = HttpResponse(html)
    response["Content-Security-Policy"] = policy(html)
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def policy(html):
    hashes = " ".join(f"'sha256-{hash_of(sheet)}'" for sheet in STYLE_SHEET.findall(html))
    styles = f"style-src {hashes}; " if hashes else ""
    return f"default-src 'none'; {styles}base-uri 'none'; form-action 'none'; frame-ancestors 'self'"


def hash_of(sheet):
    return b64encode(sha256(sheet.encode()).digest()).decode()

"""What the site is called and where it lives; never taken from the request."""

from django.conf import settings


def absolute(path):
    """The full address of a path on this site, for letters, feeds and canonical links."""
    return f"{settings.SITE_URL}{path}"


def names():
    """What the site is called, also for pages that are made where no context processor may run."""
    return {"site_name": settings.SITE_NAME, "tagline": settings.TAGLINE}


def context(request):
    """For every template: the site's name and origin, and the canonical address of this page."""
    return names() | {"site_url": settings.SITE_URL, "canonical": absolute(request.path)}

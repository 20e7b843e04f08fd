"""The parts of schema.org that the pages of every app are made of: who publishes, the page, the way to it."""

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse

from cramps_site.lib.json_ld import said
from cramps_site.lib.site import absolute

LANGUAGE = "en-GB"


def of_site():
    """Who publishes, and where."""
    home = absolute("/")
    organization = {
        "@type": "Organization",
        "@id": f"{home}#org",
        "name": settings.SITE_NAME,
        "url": home,
        "logo": picture(absolute(staticfiles_storage.url("icons/icon-512.png")), 512, 512),
        "publishingPrinciples": absolute(reverse("articles:about")),
    }
    website = {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "name": settings.SITE_NAME,
        "url": home,
        "inLanguage": LANGUAGE,
        "publisher": organization_id(),
    }
    return [organization, website]


def web_page(address, kind, name, description):
    return said(
        {
            "@type": kind,
            "@id": f"{address}#webpage",
            "url": address,
            "name": name,
            "description": description,
            "inLanguage": LANGUAGE,
            "isPartOf": {"@id": f"{absolute('/')}#website"},
            "breadcrumb": {"@id": f"{address}#way"},
        }
    )


def breadcrumbs(address, way):
    """From the front page by the (name, path) pairs of `way`."""
    steps = [(settings.SITE_NAME, "/"), *way]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
        for position, (name, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "@id": f"{address}#way", "itemListElement": items}


def picture(address, width, height):
    return {"@type": "ImageObject", "url": address, "width": width, "height": height}


def organization_id():
    return {"@id": f"{absolute('/')}#org"}

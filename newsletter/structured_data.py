"""What search engines are told of an issue in the archive: as it was sent, and by whom."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse

from cramps_site.lib import schema
from cramps_site.lib.json_ld import json_ld
from cramps_site.lib.site import absolute
from cramps_site.lib.times import exact


def of_issue(issue):
    path = issue.get_absolute_url()
    address = absolute(path)
    page = schema.web_page(address, "WebPage", issue.subject, "") | {"mainEntity": {"@id": f"{address}#article"}}
    way = [("Newsletter", reverse("newsletter:newsletter")), (issue.subject, path)]
    return json_ld([*schema.of_site(), page, article_node(issue, address), schema.breadcrumbs(address, way)])


def article_node(issue, address):
    return {
        "@type": "Article",
        "@id": f"{address}#article",
        "headline": issue.subject,
        "url": address,
        "mainEntityOfPage": {"@id": f"{address}#webpage"},
        "image": [schema.picture(absolute(staticfiles_storage.url("icons/share.png")), 1200, 630)],
        "datePublished": exact(issue.frozen_at),
        "dateModified": exact(issue.frozen_at),  # what was sent is never changed
        "author": schema.organization_id(),
        "publisher": schema.organization_id(),
        "inLanguage": schema.LANGUAGE,
        "isAccessibleForFree": True,
    }

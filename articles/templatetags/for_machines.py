"""For the head of a page: its one address, and what search engines are told."""

from django import template

from articles import structured_data
from articles.models.publication import modified_at
from articles.share_image import share_image_address
from cramps_site.lib.json_ld import json_ld
from cramps_site.lib.schema import of_site

register = template.Library()

register.filter("modified_at", modified_at)
register.filter("share_image_address", share_image_address)


@register.simple_tag(takes_context=True)
def page_address(context):
    """The canonical address; each page of a list has its own, the first one that of the list.

    The same rows in another order are not another page. A page that is no number in a list says its `query` itself.
    """
    page = context.get("page")
    if query := getattr(page, "query", ""):
        return f"{context['canonical']}?{query}"
    number = 1 if getattr(page, "newest_first", False) else getattr(page, "number", 1)
    return f"{context['canonical']}?page={number}" if number > 1 else context["canonical"]


@register.simple_tag
def site_data():
    return json_ld(of_site())


@register.simple_tag
def article_data(article):
    return json_ld(structured_data.of_article(article))


@register.simple_tag
def author_data(person):
    return json_ld(structured_data.of_author(person))


@register.simple_tag(takes_context=True)
def list_data(context, name, description="", path=None):
    return json_ld(structured_data.of_list(page_address(context), name, description, path))

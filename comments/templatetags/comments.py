from django import template

from comments import retention
from comments.forms import CommentForm
from comments.models import Rule
from comments.structured_data import of_threads
from comments.threads import thread_page
from comments.waiting_time import waiting_time
from comments.words import words_html, words_without_links
from cramps_site.lib.forgetting import in_words

register = template.Library()


@register.inclusion_tag("comments/_section.html")
def comments_on(article):
    """The comments under an article and the form, as far as its discussion has them: one tag, one query."""
    page = thread_page(article)
    return {"article": article, "page": page, "discussion": page.discussion, "form": CommentForm(article=article)}


@register.simple_tag
def comment_data(article, page):
    """The comments of a page for search engines."""
    return of_threads(article, page)


@register.simple_tag
def typical_wait():
    """How long comments waited of late: `half`, `most`. None if that cannot be said."""
    return waiting_time()


@register.simple_tag
def comment_periods():
    """How long what is kept, in words: as the worker forgets it; `address_rules`: whether rules keep addresses."""
    periods = {
        "network": retention.NETWORK_KEPT,
        "email": retention.EMAIL_KEPT,
        "former_words": retention.FORMER_WORDS_KEPT,
        "near_keys": retention.NEAR_KEYS_KEPT,
        "notices": retention.NOTICES_KEPT,
    }
    kept = {name: in_words(period) for name, period in periods.items()}
    return kept | {"address_rules": Rule.objects.with_an_address().exists()}


register.filter("words", words_html)
register.filter("words_without_links", words_without_links)

"""Readers' words as HTML: paragraphs, lines and links. Every piece of them is escaped, here and nowhere else."""

from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join

from comments.links import paragraphs_of

LINK = '<a href="{}" rel="ugc nofollow noopener">{}</a>'


def words_html(text):
    return html_of(paragraphs_of(text))


def words_without_links(text):
    """For what nobody approved: an address is text, so that nobody gets a link by posting it."""
    return html_of(paragraphs_of(text, links=0))


def html_of(paragraphs):
    return format_html_join("", "<p>{}</p>", ([paragraph_html(parts)] for parts in paragraphs))


def paragraph_html(parts):
    return format_html_join("", "{}", ([part_html(part)] for part in parts))


def part_html(part):
    return format_html(LINK, part.address, part.shown) if part.address else linebreaksbr(part.text)

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.timesince import timesince

register = template.Library()

ELEMENTS = {"": "{}", "ins": "<ins>{}</ins>", "del": "<del>{}</del>"}


@register.filter
def ago(moment):
    """How long ago, by the largest unit."""
    just = (timezone.now() - moment).total_seconds() < 60
    return "just now" if just else f"{timesince(moment, depth=1)} ago"


@register.filter
def in_html(pieces):
    """A reader's words in Pieces: each escaped, and marked by its kind."""
    return format_html_join("", "{}", ((element(piece),) for piece in pieces))


def element(piece):
    if piece.kind in ELEMENTS:
        return format_html(ELEMENTS[piece.kind], piece.text)
    return format_html('<mark class="{}">{}</mark>', piece.kind, piece.text)


@register.simple_tag(takes_context=True)
def what_was_read(context, card):
    """Hidden fields for each form of a card: the version that was read, and where to go on."""
    fields = {"csrfmiddlewaretoken": context["csrf_token"]} | card.seen
    fields |= {"next": card.following, "here": context["here"]}
    if context.get("from_page"):
        fields["from"] = "page"
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', fields.items())

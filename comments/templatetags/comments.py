from django import template

from comments.forms import CommentForm
from comments.links import paragraphs_of
from comments.threads import thread_page

register = template.Library()


@register.inclusion_tag("comments/_section.html")
def comments_on(article):
    """The comments under an article and the form: one tag, two queries."""
    return {"article": article, "page": thread_page(article), "form": CommentForm(article=article)}


@register.filter
def paragraphs(text):
    """A reader's words as paragraphs of Parts. The template escapes them."""
    return paragraphs_of(text)

from django import template

from newsletter.forms import SubscribeForm

register = template.Library()


@register.inclusion_tag("newsletter/_box.html")
def subscribe_box():
    """The form at the foot of every page."""
    return {"form": SubscribeForm(auto_id="letter-%s")}

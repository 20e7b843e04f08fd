from django import template

from cramps_site.doctor.examinations import of_sending
from cramps_site.doctor.finding import Level

register = template.Library()


@register.simple_tag
def troubles_of_sending():
    """The Findings because of which letters do not go out as they should. Asks no other machine."""
    return [finding for finding in of_sending() if finding.level == Level.ERROR]

"""What search engines are told of the newsletter: the issues in its archive."""

from django.db.models import F

from cramps_site.lib.sitemaps import Section
from newsletter.models import Issue


class Issues(Section):
    """What was sent is never changed: its last change is its sending."""

    def items(self):
        return Issue.objects.in_archive().only("slug").annotate(changed=F("frozen_at"))

"""What another site answered when it was last asked for a link of an issue."""

from datetime import timedelta
from hashlib import sha256

from django.db import models
from django.utils import timezone

from cramps_site.lib.asking import Answer

HOLDS_FOR = timedelta(hours=24)  # then it counts as not asked, and is forgotten


class AskedLinkQuerySet(models.QuerySet):
    def known(self, addresses):
        """{address: AskedLink} of those whose answer still holds."""
        asked = self.filter(key__in=map(key_of, addresses), asked_at__gt=timezone.now() - HOLDS_FOR)
        return {link.address: link for link in asked}

    def keep(self, answers):
        """Write down {address: Answer}, in place of what was answered before."""
        now = timezone.now()
        links = [
            self.model(key=key_of(address), address=address, asked_at=now, status=answer.status, words=answer.words)
            for address, answer in sorted(answers.items())
        ]
        self.bulk_create(
            links, update_conflicts=True, unique_fields=["key"], update_fields=["asked_at", "status", "words"]
        )


class AskedLink(models.Model):
    key = models.CharField(max_length=64, unique=True)  # an index holds no address of any length
    address = models.TextField()
    asked_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)

    objects = AskedLinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # nobody edits it

    def __str__(self):
        moment = timezone.localtime(self.asked_at)
        return f"{self.words}, asked on {moment.day} {moment:%B at %H:%M}"

    @property
    def answer(self):
        return Answer(self.status, self.words)


def key_of(address):
    return sha256(address.encode()).hexdigest()

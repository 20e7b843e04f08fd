"""What may be an emergency, was edited after approval, reported or appealed, is no longer folded into a wave."""

from django.db import migrations
from django.db.models import Q


def leave_waves(apps, schema_editor):
    queued = apps.get_model("comments", "Comment").objects.filter(queued_at__isnull=False, wave__isnull=False)
    queued.filter(Q(urgent=True) | ~Q(queued_for="new")).update(wave=None)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0022_words_of_comments"),
    ]

    operations = [
        migrations.RunPython(leave_waves, migrations.RunPython.noop),
    ]

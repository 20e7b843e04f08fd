from django.db import migrations


def move_reasons_to_rows(apps, schema_editor):
    Comment, Reason = apps.get_model("comments", "Comment"), apps.get_model("comments", "Reason")
    noticed = Comment.objects.exclude(reasons=[]).values_list("pk", "reasons")
    for pk, reasons in noticed.iterator(chunk_size=500):
        Reason.objects.bulk_create(
            Reason(comment_id=pk, check_name=reason["rule"], excerpt=reason["excerpt"]) for reason in reasons
        )


def queue_what_waits(apps, schema_editor):
    """What waits has waited since it was posted; what was decided needs nobody."""
    Comment = apps.get_model("comments", "Comment")
    for comment in Comment.objects.filter(status="waiting").only("posted_at").iterator(chunk_size=500):
        Comment.objects.filter(pk=comment.pk).update(queued_at=comment.posted_at)
    Comment.objects.exclude(status="waiting").update(queued_at=None)


class Migration(migrations.Migration):

    dependencies = [("comments", "0004_queue_columns")]

    operations = [
        migrations.RunPython(move_reasons_to_rows, migrations.RunPython.noop),
        migrations.RunPython(queue_what_waits, migrations.RunPython.noop),
    ]

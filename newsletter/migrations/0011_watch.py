from django.db import migrations, models


def whoever_was_stopped_by_the_brake(apps, schema_editor):
    """Until now the brake alone paused an issue, and said why, with nobody's name."""
    Issue, IssueStep = apps.get_model("newsletter", "Issue"), apps.get_model("newsletter", "IssueStep")
    pauses = IssueStep.objects.filter(before="sending", after="paused", by=None).exclude(why="").order_by("made_at")
    for step in pauses.iterator():
        Issue.objects.filter(pk=step.issue_id).update(braked_at=step.made_at)


class Migration(migrations.Migration):

    dependencies = [
        ("newsletter", "0010_letters_that_bounce"),
    ]

    operations = [
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=40)),
                ("seen_at", models.DateTimeField()),
                ("restored_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="issue",
            name="braked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(whoever_was_stopped_by_the_brake, migrations.RunPython.noop),
    ]

from django.db import migrations

from cramps_site.lib.append_only import guard, unguard

TABLE = "comments_decision"


def guard_the_record(apps, schema_editor):
    guard(TABLE, schema_editor)


def unguard_the_record(apps, schema_editor):
    unguard(TABLE, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("comments", "0020_guesses_made_anew")]

    operations = [migrations.RunPython(guard_the_record, unguard_the_record)]

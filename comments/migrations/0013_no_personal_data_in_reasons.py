from django.db import migrations


def forget_what_was_found(apps, schema_editor):
    """The kind stays. What it is, a card finds in the words themselves, while they are there."""
    apps.get_model("comments", "Reason").objects.filter(check_name__startswith="personal_").update(excerpt="")


class Migration(migrations.Migration):
    dependencies = [("comments", "0012_batches_and_numbers")]

    operations = [migrations.RunPython(forget_what_was_found, migrations.RunPython.noop, elidable=True)]

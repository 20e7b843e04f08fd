from django.db import migrations


def take_rights_away(apps, schema_editor):
    """Those that the record no longer has: Django makes rights, and never removes one."""
    rights = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="comments")
    rights.filter(codename__in=["add_decision", "change_decision", "delete_decision"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("comments", "0017_version_of_a_wave"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="decision",
            options={"base_manager_name": "objects", "default_permissions": ["view"], "ordering": ["made_at", "pk"]},
        ),
        migrations.RunPython(take_rights_away, migrations.RunPython.noop, elidable=True),
    ]

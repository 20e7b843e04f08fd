from django.db import migrations


def forget(apps, schema_editor):
    """Reasons that an address rule gave had kept the sender's whole address, and bans that are over a name."""
    reasons = apps.get_model("comments", "Reason").objects
    reasons.filter(check_name="rule", rule__kind="address").update(excerpt="the sender’s address")
    reasons.filter(check_name="rule", rule=None, excerpt__contains="@").update(excerpt="the sender’s address")
    apps.get_model("comments", "Ban").objects.filter(sender_key="").update(name="")


class Migration(migrations.Migration):
    dependencies = [("comments", "0015_counted_figures")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop, elidable=True)]

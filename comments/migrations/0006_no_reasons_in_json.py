from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("comments", "0005_reasons_as_rows")]

    operations = [migrations.RemoveField(model_name="comment", name="reasons")]

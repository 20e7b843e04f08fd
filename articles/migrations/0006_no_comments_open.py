from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_review_and_changes")]

    operations = [migrations.RemoveField(model_name="article", name="comments_open")]

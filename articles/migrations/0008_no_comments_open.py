from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_lead_image_credit")]

    operations = [migrations.RemoveField(model_name="article", name="comments_open")]

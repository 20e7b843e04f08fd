from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("comments", "0013_no_personal_data_in_reasons")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                models.F("article"),
                models.F("status"),
                Coalesce("thread_id", "id"),
                models.F("thread"),
                models.F("id"),
                condition=models.Q(status="approved"),
                name="threads_of_an_article",
            ),
        ),
    ]

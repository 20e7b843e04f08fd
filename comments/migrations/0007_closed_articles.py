"""Articles that took no comments say so in comments' own settings, before the articles' column goes."""

from django.db import migrations


def close_what_was_closed(apps, schema_editor):
    Article, ArticleDiscussion = apps.get_model("articles", "Article"), apps.get_model("comments", "ArticleDiscussion")
    closed = Article.objects.filter(comments_open=False).values_list("pk", flat=True)
    for pk in closed.iterator(chunk_size=500):
        ArticleDiscussion.objects.get_or_create(article_id=pk, defaults={"mode": "closed"})


def close_what_is_closed(apps, schema_editor):
    Article, ArticleDiscussion = apps.get_model("articles", "Article"), apps.get_model("comments", "ArticleDiscussion")
    closed = ArticleDiscussion.objects.filter(mode__in=["closed", "hidden"])
    Article.objects.filter(pk__in=closed.values("article")).update(comments_open=False)


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_no_reasons_in_json"), ("articles", "0007_lead_image_credit")]
    run_before = [("articles", "0008_no_comments_open")]

    operations = [migrations.RunPython(close_what_was_closed, close_what_is_closed)]

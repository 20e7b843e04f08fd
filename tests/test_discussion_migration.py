"""Articles that took no comments before there were settings take none after."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("articles", "0007_lead_image_credit"), ("comments", "0006_no_reasons_in_json")]
AFTER = [("articles", "0008_no_comments_open"), ("comments", "0007_closed_articles")]


@pytest.fixture
def migrated():
    """Call it with migrations, to go there and get the models as they were."""

    def to(targets):
        MigrationExecutor(connection).migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps

    yield to

    call_command("migrate", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_closed_articles_stay_closed_forwards_and_back(migrated):
    Article = migrated(BEFORE).get_model("articles", "Article")
    for slug, is_open in [("open", True), ("closed", False)]:
        Article.objects.create(title=slug, slug=slug, body="Words.", comments_open=is_open)

    settings = migrated(AFTER).get_model("comments", "ArticleDiscussion").objects
    assert [(row.article.slug, row.mode) for row in settings.all()] == [("closed", "closed")]

    Article = migrated(BEFORE).get_model("articles", "Article")
    assert dict(Article.objects.values_list("slug", "comments_open")) == {"open": True, "closed": False}

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self):
        from comments.searching.index import mend

        post_migrate.connect(mend, sender=self)

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class CrampsSiteConfig(AppConfig):
    name = "cramps_site"

    def ready(self):
        from cramps_site.groups import make_groups

        # After the last app whose rows people may change: by then every permission exists.
        post_migrate.connect(make_groups, sender=apps.get_app_config("newsletter"))

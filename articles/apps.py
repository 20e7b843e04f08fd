from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_delete, post_migrate, post_save

# What public pages show. Of users they show nothing: their profiles are people.
SHOWN = """
    Article Authorship ChangeNote Filing OldSlug Person PersonLink Pick Reference SearchText Topic
""".split()


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self):
        SiteVersion = self.get_model("SiteVersion")
        for model in map(self.get_model, SHOWN):
            post_save.connect(SiteVersion.move, sender=model)
            post_delete.connect(SiteVersion.move, sender=model)
        for model in map(self.get_model, ["Authorship", "Filing"]):
            post_delete.connect(self.get_model("SearchText").follow, sender=model)
        post_migrate.connect(make_site_version, sender=self)


def make_site_version(apps=installed, **kwargs):
    """The row is there from the beginning, and again after `flush`."""
    try:
        apps.get_model("articles", "SiteVersion").objects.get_or_create(pk=1)
    except LookupError:  # a migration that stopped before there was one
        return

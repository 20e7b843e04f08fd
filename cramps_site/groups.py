"""Who may do what in the admin. Made anew after each migration, so that this page is the truth."""

READ = ["articles.view_article", "articles.view_person", "articles.view_topic"]

GROUPS = {
    "Author": [*READ, "articles.add_article", "articles.change_article"],
    "Editor": [
        *READ,
        *(f"articles.{act}_{thing}" for act in ["add", "change", "delete"] for thing in ["article", "person", "topic"]),
        "articles.publish_article",
        "comments.view_comment",
    ],
    "Moderator": ["articles.view_article", "comments.view_comment", "comments.moderate_comment"],
    "Newsletter manager": ["newsletter.view_subscriber", "newsletter.view_consent", "newsletter.view_letter"],
}


def make_groups(**kwargs):
    """Give each group exactly its permissions; groups that an operator added stay as they are."""
    from django.contrib.auth.models import Group, Permission

    for name, labels in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted = [label.split(".") for label in labels]
        group.permissions.set(
            Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in wanted
        )

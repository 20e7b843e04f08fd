"""Who may do what in the admin. Made anew after each migration, so that this page is the truth."""

from functools import reduce
from operator import or_

from django.apps import apps as installed
from django.db.models import Q

READ = ["articles.view_article", "articles.view_authorship", "articles.view_person", "articles.view_topic"]


def all_of(*things, app="articles"):
    """Every right to rows of an app."""
    return [f"{app}.{act}_{thing}" for thing in things for act in ["view", "add", "change", "delete"]]


# How comments are taken; the site's own row cannot be deleted.
DISCUSSION = all_of("sitediscussion", "articlediscussion", app="comments")

GROUPS = {
    "Author": [*READ, "articles.add_article", "articles.change_article", *all_of("filing", "reference")],
    "Editor": [
        *all_of("article", "authorship", "filing", "reference", "person", "personlink", "pick", "changenote", "topic"),
        "articles.publish_article",
        *DISCUSSION,
        "comments.view_comment",
        "comments.view_decision",
    ],
    "Moderator": [
        "articles.view_article",
        *DISCUSSION,
        "comments.view_comment",
        "comments.view_decision",
        "comments.moderate_comment",
        "comments.view_rule",
        "comments.add_rule",
        "comments.change_rule",
        "comments.view_ban",
    ],
    "Newsletter manager": [
        "articles.view_article",
        "newsletter.view_subscriber",
        "newsletter.erase_subscriber",
        "newsletter.view_consent",
        "newsletter.view_letter",
        *all_of("issue", "issuearticle", app="newsletter"),
        "newsletter.send_issue",
        "newsletter.view_suppression",
        "newsletter.add_suppression",
        "newsletter.lift_suppression",
        "newsletter.view_suppressionstep",
        "newsletter.view_subscriberlist",
        "newsletter.view_liststep",
        "newsletter.import_subscribers",
        "newsletter.export_subscribers",
    ],
}


def make_groups(apps=installed, **kwargs):
    """Give each group exactly its permissions; groups that an operator added stay as they are.

    `apps` are those of the migration that just ran, if one did: `flush` comes here too. One that
    stopped on the way may lack some.
    """
    try:
        Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    for name, labels in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted = [label.split(".") for label in labels]
        group.permissions.set(
            Permission.objects.filter(
                reduce(or_, (Q(content_type__app_label=app, codename=codename) for app, codename in wanted))
            )
        )

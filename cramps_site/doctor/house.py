"""Settings, database, worker: what is on our side."""

from django.core import checks
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from comments.models import Comment
from cramps_site.doctor.finding import advice, error, good
from cramps_site.models import Worker
from newsletter.models import Issue


def settings():
    """What Django's checks for production say, ours of bounces among them."""
    found = [each for each in checks.run_checks(include_deployment_checks=True) if not each.is_silenced()]
    if not found:
        yield good("Settings", "nothing is unsafe or missing")
    for each in found:
        kind = error if each.level >= checks.ERROR else advice
        yield kind("Settings", f"{each.msg} ({each.id})", each.hint or "manage.py check --deploy tells more.")


def database():
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as trouble:
        yield error("Database", f"it does not answer: {trouble}".strip(), "Start it, and look at DATABASE_URL.")
        return
    if missing:
        yield error("Database", f"{len(missing)} migrations are missing", "manage.py migrate")
        return
    yield good("Database", f"{connection.display_name} answers, and is up to date")
    yield worker()
    yield hidden_field()
    yield ledgers()
    yield stopped()


def hidden_field():
    """Browsers and password managers may fill such fields by themselves; then each reader is taken for a program."""
    caught, of = Comment.objects.caught_of_late()
    if 2 * caught <= of:
        return good("Hidden field", f"{caught} of the last {of} comments filled it")
    return advice(
        "Hidden field",
        f"{caught} of the last {of} comments filled it, and were taken for spam",
        "Look whether readers are among them: /admin/comments/queue/?state=spam",
    )


def worker():
    state = Worker.objects.state()
    if Worker.objects.alive().exists():
        return good("Worker", state)
    return error("Worker", f"{state}; no letter goes out", "Run manage.py worker as a service (docs/deploy.md).")


def ledgers():
    """Of the issues whose deliveries still have addresses: who got them can still be found out."""
    return about(
        "Ledgers",
        Issue.objects.exclude(missing=0).filter(readers_forgotten_at=None),
        "every finished issue accounts for all who stood on its list",
        "finished without accounting for all who stood on the list",
        lambda issue: f"“{issue}” ({issue.missing:+d})",
        "Look into the database's log and the last backup; the issue's page has the figures.",
    )


def stopped():
    """Issues that the site paused or held back by itself."""
    return about(
        "Issues",
        Issue.objects.stopped(),
        "the site has stopped none by itself",
        "stopped by the site itself",
        lambda issue: f"“{issue}”: {issue.stopped_because.rstrip('.')}",
        "Under Newsletter, Issues, its state leads to a page that says what to do: let it go on, or cancel the rest. "
        "A draft: put it right, and send it.",
    )


def about(what, issues, all_is_well, trouble, in_words, to_do):
    """Good where there are no such issues; else how many there are, and the first three of them."""
    issues = list(issues)
    if not issues:
        return good(what, all_is_well)
    return error(what, f"{len(issues)} {trouble}: {'; '.join(map(in_words, issues[:3]))}", to_do)

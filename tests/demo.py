"""The demo, added once for the tests of a file; what each of them does to it is taken back."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from articles.models import SiteVersion

OURS = ["articles", "comments", "newsletter"]


@pytest.fixture(scope="module")
def lasting_demo(taken_back):
    with taken_back():
        call_command("demo")
        yield


@pytest.fixture
def demo(lasting_demo):
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows_of_ours():
    """Every row of ours, field by field, but for what tells that pages changed."""
    models = [model for label in OURS for model in apps.get_app_config(label).get_models() if model != SiteVersion]
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
    return {name: [row | {"changed_at": None} for row in found] for name, found in rows.items()}

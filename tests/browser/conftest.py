"""Browsers that are watched: whatever a page complains of, or asks of another host, fails the test."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from cramps_site.sign_in import link_for
from tests.factories import make_user

# Chromium says this of pages that answer 404, 422 or 429 as well, which some tests want.
ONLY_A_STATUS = "Failed to load resource: the server responded with a status of"
OFFLINE = "Failed to load resource: net::ERR_INTERNET_DISCONNECTED"  # what a test wanted that took the line away


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def scripts(request):
    return request.param


@pytest.fixture
def open_browser(chromium, live_server):
    """Call it for a new browser, with Playwright's options of a context; it returns an empty page."""
    contexts, noticed = [], []

    def open_one(*, scripts=True, **options):
        context = chromium.new_context(base_url=live_server.url, java_script_enabled=scripts, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        watch(context, live_server.url, noticed)
        return context.new_page()

    yield open_one

    for context in contexts:
        context.close()
    assert noticed == []


def watch(context, own_site, noticed):
    """Add to `noticed` what goes wrong in any page of the context."""

    def console(message):
        if message.type in {"error", "warning"} and not message.text.startswith((ONLY_A_STATUS, OFFLINE)):
            noticed.append(f"{message.page.url}: {message.text}")

    def request(request):
        if not request.url.startswith(own_site):
            noticed.append(f"Asked another host: {request.url}")

    def response(response):
        if response.status >= 400 and not response.request.is_navigation_request():
            noticed.append(f"{response.status}: {response.url}")

    context.on("console", console)
    context.on("weberror", lambda error: noticed.append(str(error.error)))
    context.on("request", request)
    context.on("response", response)


@pytest.fixture
def open_desk(open_browser):
    """Call it for a browser in which someone has signed in by a one-time link; it shows the desk."""

    def open_one(user, **options):
        page = open_browser(**options)
        page.goto(urlsplit(link_for(user)).path)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="What is to do")).to_be_visible()
        return page

    return open_one


@pytest.fixture
def editor(db):
    return make_user("edda", group="Editor", first_name="Edda")


@pytest.fixture
def operator(db):
    return get_user_model().objects.create_superuser("root")

"""The headers of every kind of answer."""

import pytest
from django.http import HttpResponse
from django.urls import include, path

from tests.factories import make_article

pytestmark = pytest.mark.django_db

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PUBLIC = ["/", "/articles/known/", "/about/", "/newsletter/", "/newsletter/asked/", "/sitemap.xml"]
PUBLIC += ["/sitemap-articles.xml", "/manifest.webmanifest", "/.well-known/security.txt", "/favicon.ico"]
NOT_PUBLIC = {
    "/healthz": 200,
    "/readyz": 200,
    "/articles/unknown/": 404,
    "/unknown": 404,
    "/media/unknown.png": 404,
    "/authors": 301,
    "/broken/": 500,
    "/newsletter/leave/x/": 404,
    "/admin/": 302,
    "/admin/login/": 200,
}


def broken(request):
    raise RuntimeError("for the test")


def plain(request):
    return HttpResponse("A view that says nothing of who may keep it.")


urlpatterns = [path("broken/", broken), path("plain/", plain), path("", include("cramps_site.urls"))]
handler400, handler404, handler500 = (f"cramps_site.errors.{name}" for name in ["bad_request", "not_found", "broken"])


@pytest.fixture
def reader(client, settings):
    """A browser that is shown error pages instead of errors, on a site with an article."""
    settings.ROOT_URLCONF = __name__
    make_article("Known", slug="known")
    client.raise_request_exception = False
    return client


def assert_guarded(answer):
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert answer.headers["Referrer-Policy"] in {"strict-origin-when-cross-origin", "same-origin"}
    assert "camera=()" in answer.headers["Permissions-Policy"]
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert not {"*", "data:", "https:"} & set(policy.replace(";", " ").split())


@pytest.mark.parametrize("page", PUBLIC)
def test_a_public_page_is_guarded_and_may_be_kept(reader, page):
    answer = reader.get(page)

    assert answer.status_code == 200
    assert_guarded(answer)
    assert answer["Cache-Control"].startswith("public, ")
    assert "nonce" not in answer["Content-Security-Policy"]
    assert not answer.cookies


@pytest.mark.parametrize(("page", "status"), NOT_PUBLIC.items())
def test_every_other_answer_is_guarded_and_kept_by_nobody(reader, page, status):
    answer = reader.get(page)

    assert answer.status_code == status
    assert_guarded(answer)
    assert "private" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({"email": "none"}, {}, 422),
        ({"email": "ann@example.org"}, {}, 303),
        ({"email": "ann@example.org"}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ({"email": "x" * 70_000}, {}, 413),
        ({"email": "ann@example.org"}, {"Host": "elsewhere.example"}, 400),
    ],
)
def test_the_answer_to_a_post_is_guarded_and_kept_by_nobody(reader, body, headers, status):
    answer = reader.post("/newsletter/", body, headers=headers)

    assert answer.status_code == status
    assert_guarded(answer)
    assert answer["Cache-Control"] == "private, no-store"


def test_a_view_that_says_nothing_is_kept_by_nobody(reader):
    assert reader.get("/plain/")["Cache-Control"] == "private, no-store"


def test_a_static_file_is_guarded_and_may_be_kept(settings, reader):
    (settings.STATIC_ROOT / "probe.css").write_text("p { color: red }")

    answer = reader.get("/static/probe.css")

    assert (answer.status_code, answer.getvalue()) == (200, b"p { color: red }")
    answer.close()
    assert_guarded(answer)
    assert "public" in answer["Cache-Control"]
    assert not answer.has_header("Access-Control-Allow-Origin")

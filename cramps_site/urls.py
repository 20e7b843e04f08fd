"""The map of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from comments.digest_choice import digest_choice
from cramps_site import machines, media, sign_in, sitemaps
from cramps_site.doctor.page import doctor_page
from cramps_site.lib.rate_limit import RateLimit, limit_posts

SIGNING_IN = RateLimit("sign-in", times=10, seconds=10 * 60)
ASKING_OUTSIDE = RateLimit("doctor", times=10, seconds=60)

admin.site.site_header = admin.site.site_title = f"{settings.SITE_NAME}: the desk"
admin.site.index_title = "What is to do"

urlpatterns = [
    path("admin/sign-in/<str:token>/", limit_posts(SIGNING_IN)(sign_in.by_link), name="sign-in"),
    path("admin/login/", limit_posts(SIGNING_IN)(admin.site.login)),
    path("admin/comments/digest/", admin.site.admin_view(digest_choice), name="digest-choice"),
    path("admin/doctor/", limit_posts(ASKING_OUTSIDE)(admin.site.admin_view(doctor_page)), name="doctor"),
    path("admin/", admin.site.urls),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap-section"),
    path("favicon.ico", machines.favicon, name="favicon"),
    path("manifest.webmanifest", machines.manifest, name="manifest"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("healthz", machines.is_up, name="healthz"),
    path("readyz", machines.is_ready, name="readyz"),
    path("media/<path:path>", media.serve_media),
    path("newsletter/", include("newsletter.urls")),
    path("", include("comments.urls")),
    path("", include("articles.urls")),
]

handler400 = "cramps_site.errors.bad_request"
handler403 = "cramps_site.errors.forbidden"
handler404 = "cramps_site.errors.not_found"
handler500 = "cramps_site.errors.broken"

from django.urls import path

from newsletter import archive, feeds, reader, views
from newsletter.bounces import service_reports, webhook

app_name = "newsletter"

urlpatterns = [
    path("", views.newsletter, name="newsletter"),
    path("asked/", views.asked, name="asked"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("leave/<str:token>/", views.leave, name="leave"),
    path("manage/<str:token>/", reader.manage, name="manage"),
    path("data/<str:token>/", reader.data, name="data"),
    path("refuse/<str:token>/", reader.refuse, name="refuse"),
    path("erase/<str:token>/", reader.erase, name="erase"),
    path("feed/", feeds.issues, name="feed"),
    path("issues/<slug:slug>/", archive.issue, name="issue"),
    path("issues/<slug:slug>/letter/", archive.letter, name="issue-letter"),
    path("events/", webhook.events, name="events"),
    path("events/<slug:service>/", service_reports.reports, name="service-reports"),
    path("test-letter/", views.test_letter, name="test-letter"),
]

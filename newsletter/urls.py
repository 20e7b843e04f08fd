from django.urls import path

from newsletter import archive, views

app_name = "newsletter"

urlpatterns = [
    path("", views.newsletter, name="newsletter"),
    path("asked/", views.asked, name="asked"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("leave/<str:token>/", views.leave, name="leave"),
    path("issues/<slug:slug>/", archive.issue, name="issue"),
    path("issues/<slug:slug>/letter/", archive.letter, name="issue-letter"),
    path("test-letter/", views.test_letter, name="test-letter"),
]

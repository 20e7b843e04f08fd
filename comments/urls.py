from django.urls import path

from comments import feeds, private, reporting, views

app_name = "comments"

urlpatterns = [
    path("articles/<slug:slug>/comments/", views.comments, name="comments"),
    path("articles/<slug:slug>/comments/feed/", feeds.of_article, name="feed"),
    path("comments/report/<str:pk>/", reporting.report, name="report"),
    path("comments/<slug:token>/", private.private_page, name="private"),
]

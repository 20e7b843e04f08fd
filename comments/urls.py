from django.urls import path

from comments import feeds, views

app_name = "comments"

urlpatterns = [
    path("articles/<slug:slug>/comments/", views.comments, name="comments"),
    path("articles/<slug:slug>/comments/feed/", feeds.of_article, name="feed"),
    path("comments/<slug:token>/", views.private_page, name="private"),
]

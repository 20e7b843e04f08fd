from django.urls import path

from comments import feeds, figures, views

app_name = "comments"

urlpatterns = [
    path("articles/<slug:slug>/comments/", views.comments, name="comments"),
    path("articles/<slug:slug>/comments/feed/", feeds.of_article, name="feed"),
    path("house-rules/figures/", figures.figures_page, name="figures"),
    path("comments/<slug:token>/", views.private_page, name="private"),
]

from django.urls import path

from articles import feeds, share_image, views
from articles.search.views import search_page

app_name = "articles"

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>/share.png", share_image.share_image, name="share-image"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("authors/", views.authors, name="authors"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("about/", views.words, {"page": "about"}, name="about"),
    path("privacy/", views.words, {"page": "privacy"}, name="privacy"),
    path("house-rules/", views.words, {"page": "house-rules"}, name="house-rules"),
    path("search/", search_page, name="search"),
    path("feed/", feeds.latest, name="feed"),
    path("feed.json", feeds.latest_as_json, name="json-feed"),
    path("topics/<slug:slug>/feed/", feeds.of_topic, name="topic-feed"),
    path("authors/<slug:slug>/feed/", feeds.of_author, name="author-feed"),
]

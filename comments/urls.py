from django.urls import path

from comments import views

app_name = "comments"

urlpatterns = [
    path("articles/<slug:slug>/comments/", views.comments, name="comments"),
    path("comments/<slug:token>/", views.private_page, name="private"),
]

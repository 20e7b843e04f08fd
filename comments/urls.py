from django.urls import path

from comments import feeds, figures, mail_links, mine, moderator_links, private, reporting, views

app_name = "comments"

urlpatterns = [
    path("articles/<slug:slug>/comments/", views.comments, name="comments"),
    path("articles/<slug:slug>/comments/feed/", feeds.of_article, name="feed"),
    path("comments/mail/<str:token>/", mail_links.prove, name="prove"),
    path("comments/mail/leave/<str:token>/", mail_links.leave, name="leave_mail"),
    path("comments/decide/<str:token>/", moderator_links.decide, name="decide"),
    path("comments/digest/leave/<str:token>/", moderator_links.leave, name="leave_digest"),
    path("house-rules/figures/", figures.figures_page, name="figures"),
    path("comments/report/<str:pk>/", reporting.report, name="report"),
    path("comments/mine/", mine.ask, name="ask_for_mine"),
    path("comments/mine/<str:token>/", mine.mine, name="mine"),
    path("comments/<slug:token>/", private.private_page, name="private"),
]

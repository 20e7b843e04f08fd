"""Addresses below /admin/comments/queue/, for the admin of the queue."""

from django.contrib import admin
from django.urls import path

from comments.queue import bulk_views, views

PAGES = {
    "": ("changelist", views.queue),
    "arrivals/": ("arrivals", views.arrivals),
    "decide/": ("decide", views.decide),
    "decide-many/": ("decide_many", bulk_views.decide_many),
    "batch/<str:batch>/": ("batch", bulk_views.batch),
    "undo/": ("undo", views.undo),
    "ban/": ("ban", views.ban),
    "take/": ("take", views.take),
    "release/": ("release", views.release),
    "next/": ("next", views.following),
    "keys/": ("keys", views.keys),
}


def queue_urls():
    return [path(at, admin.site.admin_view(view), name=f"comments_queue_{name}") for at, (name, view) in PAGES.items()]

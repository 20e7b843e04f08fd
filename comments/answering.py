"""Answers by people of the house: who may give one, and the page at the desk to write it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html

from comments.forms import AnswerForm
from comments.models import Comment
from cramps_site.lib.desk import own_page


def profile_of(user):
    return getattr(user, "person", None)


def answers_as(user, comment):
    """The Person as whom `user` may answer `comment`: moderators, and authors under their own articles. Or None."""
    person = profile_of(user)
    if person is None or comment.status != Comment.Status.APPROVED:
        return None
    allowed = user.has_perm("comments.moderate_comment") or person in comment.article.authors.all()
    return person if allowed else None


class Answering:
    """For the admin of comments: a page to answer one. Authors come to it without seeing anything else.

    Who has a profile and no right to see comments sees those that readers see, under their own
    articles, and no reader's address.
    """

    def get_urls(self):
        page = self.admin_site.admin_view(self.answer_view)
        return [path("<int:pk>/answer/", page, name="comments_comment_answer"), *super().get_urls()]

    def answer_view(self, request, pk):
        comment = get_object_or_404(self.get_queryset(request), pk=pk)
        person = answers_as(request.user, comment)
        if person is None:
            raise PermissionDenied
        form = AnswerForm(request.POST or None)
        if form.is_valid():
            answer = Comment.objects.answer(comment, person=person, by=request.user, body=form.cleaned_data["body"])
            self.say_what_came_of_it(request, answer)
            return HttpResponseRedirect(reverse("admin:comments_comment_change", args=[comment.pk]))
        return own_page(self, request, "answer.html", f"Answer as {person}", comment=comment, form=form)

    def say_what_came_of_it(self, request, answer):
        if answer.status == Comment.Status.APPROVED:
            link = format_html('<a href="{}">See it under the article</a>', answer.get_absolute_url())
            self.message_user(request, format_html("Your answer is published. {}", link), messages.SUCCESS)
        else:
            state = answer.get_status_display().lower()
            self.message_user(request, f"These words were answered before, and are {state} now.", messages.WARNING)

    def sees_all(self, request):
        return super().has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return self.sees_all(request) or profile_of(request.user) is not None

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        comments = super().get_queryset(request)
        if self.sees_all(request):
            return comments
        return comments.approved().filter(article__authors__user=request.user)

    def get_list_filter(self, request):
        return super().get_list_filter(request) if self.sees_all(request) else []

    def get_ordering(self, request):
        return super().get_ordering(request) if self.sees_all(request) else ["-posted_at", "-pk"]

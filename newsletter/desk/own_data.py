"""What people ask of us by letter or telephone: their data, and to be erased. Also those whom no letter may reach."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from cramps_site.lib.desk import own_page
from newsletter.desk.suppressions import WHY
from newsletter.models import ListStep, Subscriber
from newsletter.reader_data import as_file


class EraseForm(forms.Form):
    why = WHY


class OwnDataPages:
    """Mixed into the admin of subscribers."""

    def get_urls(self):
        pages = {"erase": require_http_methods(["GET", "HEAD", "POST"])(self.erase), "data": require_POST(self.data)}
        view, named = self.admin_site.admin_view, "newsletter_subscriber_{}".format
        own = [path(f"<int:pk>/{name}/", view(page), name=named(name)) for name, page in pages.items()]
        return [*own, *super().get_urls()]

    def person(self, request, pk, right):
        """Whose page it is: whoever was erased has none any more."""
        if not request.user.has_perm(f"newsletter.{right}"):
            raise PermissionDenied
        return get_object_or_404(Subscriber.objects.exclude(status=Subscriber.Status.ERASED), pk=pk)

    def data(self, request, pk):
        """Recorded first, as exports are: whoever breaks it off has had it all the same."""
        person = self.person(request, pk, "export_subscribers")
        ListStep.objects.create(by=request.user, what=f"Gave out what is kept of subscriber {person.pk}")
        return as_file(person)

    def erase(self, request, pk):
        """Asked once more, with a reason, as there is no way back."""
        person, form = self.person(request, pk, "erase_subscriber"), EraseForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            person.erase(by=request.user, why=form.cleaned_data["why"])
            self.message_user(request, "Erased. Of the address only hashes are kept, which no list gets past.")
            return HttpResponseRedirect(reverse("admin:newsletter_subscriber_changelist"))
        return own_page(self, request, "erase.html", "Erase this person?", person=person, form=form)

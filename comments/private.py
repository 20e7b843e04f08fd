"""The private page of one comment: what became of it, and what its writer may still do."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from comments.history import History
from comments.models import Comment
from comments.private_forms import AppealForm, EditForm
from cramps_site.lib.form_body import well_formed_only
from cramps_site.lib.headers import private
from cramps_site.lib.rate_limit import RateLimit
from cramps_site.lib.same_origin import same_origin_only
from cramps_site.lib.see_other import SeeOther

OFTEN = RateLimit("words-of-a-comment", times=20, seconds=10 * 60)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
@well_formed_only
@private
def private_page(request, token):
    comments = Comment.objects.select_related("article", "parent__person")
    comment = get_object_or_404(comments, token=token)
    act = ACTS.get(request.POST.get("do"), show)
    return act(request, comment)


def show(request, comment, *, status=200, **sent):
    """`sent` is the form that was not saved, by its name: `edit` or `appeal`."""
    forms = {"edit": EditForm(initial={"body": comment.words_to_decide}), "appeal": AppealForm()} | sent
    may = {"replace": comment.may_be_replaced, "appeal": comment.may_be_appealed}
    may["edit"] = may["replace"] or comment.may_be_edited
    # While nobody has read it, any decision comes later; and the screening's own does not show.
    seen = 0 if may["replace"] else comment.version
    page = {"comment": comment, "history": History(comment), "may": may, "seen": seen, **forms}
    page["lost_markup"] = request.GET.get("html") == "removed"
    for name, form in sent.items():
        page |= {"wrong": form, "typed": "" if may[name] else form["body"].value()}
    return render(request, "comments/private.html", page, status=status)


def edit(request, comment):
    form = EditForm(request.POST, comment=comment, request=request)
    return answer(request, comment, form, "edit")


def appeal(request, comment):
    form = AppealForm(request.POST, comment=comment)
    return answer(request, comment, form, "appeal")


def answer(request, comment, form, name):
    """See the page again when it is done; else the form with every word, and what to put right."""
    status = 422
    if form.is_valid():
        wait = OFTEN.take(request)
        if wait:
            form.add_error(None, "You changed it many times. Wait ten minutes, and send it again.")
            status = 429
        elif form.save():
            return SeeOther(comment.private_url(lost_markup=form.lost_markup))
        else:
            status = 409
    response = show(request, comment, status=status, **{name: form})
    if status == 429:
        response["Retry-After"] = str(wait)
    return response


def withdraw(request, comment):
    comment.withdraw()
    return SeeOther(comment.private_url())


def erase(request, comment):
    comment.erase()
    return SeeOther(comment.private_url())


ACTS = {"edit": edit, "appeal": appeal, "withdraw": withdraw, "erase": erase}

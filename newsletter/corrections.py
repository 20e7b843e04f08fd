"""Notices of correction: to exactly those whom a letter brought the text before it was corrected."""

from django.core.exceptions import ValidationError
from django.db.models import F

from articles.models import ChangeNote
from newsletter.models import Edition, Issue


def editions_with_the_text(note):
    """The Editions that brought the text as it was before. A letter is rendered when its list is frozen."""
    if note is None:  # deleted since the notice was drafted
        return Edition.objects.none()
    return Edition.objects.filter(articles=note.article_id, issue__frozen_at__lt=note.made_at)


def open_corrections():
    """Corrections of articles that went out, for which nobody has drafted a notice yet. Newest first."""
    corrections = ChangeNote.objects.filter(kind=ChangeNote.Kind.CORRECTION, notices=None)
    told = corrections.filter(article__editions__issue__frozen_at__lt=F("made_at"))
    return told.select_related("article").order_by("-made_at", "-pk").distinct()


def corrected_since(issue):
    """Corrections of what an issue brings, that its letters do not know. Newest first."""
    known = ChangeNote.objects.filter(kind=ChangeNote.Kind.CORRECTION, article__editions__issue=issue)
    return known.filter(made_at__gt=issue.frozen_at).select_related("article").order_by("-made_at", "-pk").distinct()


def draft_notice(note, *, by):
    """The Issue that tells of a correction: a draft, or what became of it. Twice is the same one.

    Raises ValidationError if the note is no correction, or no letter brought the article before it.
    """
    letters = Issue.objects.filter(editions__in=editions_with_the_text(note)).order_by("-frozen_at", "-pk")
    # An issue stands in the archive, so it is named rather than a digest.
    first = letters.filter(kind=Issue.Kind.ISSUE).first() or letters.first()
    if not note.is_correction or first is None:
        raise ValidationError("This is no correction of an article that went out in a letter.")
    fields = {
        "kind": Issue.Kind.CORRECTION,
        "corrects": first,
        "slug": f"correction-{note.pk}",
        "subject": f"Correction: {note.article.title}"[:150],
        "preheader": "What was wrong in a text that we sent you, and what it says now.",
        "intro": f"A text that we sent you was wrong. [It is corrected now]({note.article.get_absolute_url()}).",
    }
    notice, is_new = Issue.objects.get_or_create(correction=note, defaults=fields)
    if is_new:
        notice.note("Drafted from the correction.", by=by)
    return notice

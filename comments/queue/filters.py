"""Which comments the queue shows, in which order, and how it goes on from one page to the next."""

from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.models import Article
from comments.models import Comment, QueuedFor, Status
from comments.screening.checks import EMERGENCY
from comments.screening.words import NOTICED
from comments.searching.question import matching

STATES = [("", "Waiting"), *((s.value, s.label) for s in Status if s != Status.WAITING), ("all", "All, decided or not")]
KINDS = [(kind.value, kind.label) for kind in QueuedFor if kind != QueuedFor.NEW]
RULES = [
    ("", "Any"),
    ("urgent", "Possible emergency"),
    ("waves", "Waves"),
    *KINDS,
    *((check, said.replace("“{}”", "…").replace("{}", "…")) for check, said in NOTICED.items() if check != EMERGENCY),
    ("none", "Nothing noticed"),
]
SENDERS = [("", "Any"), ("new", "New"), ("known", "With approved comments"), ("rejected", "With rejections")]
AGES = [("", "Any time"), ("1", "More than 1 hour"), ("12", "More than 12 hours"), ("24", "More than 24 hours")]
ORDERS = [("", "Care first"), ("oldest", "Oldest first"), ("newest", "Newest first")]
SEARCHED = "Words in the comment or the name, or a whole e-mail address"
SIEVES = {"q", "state", "rule", "article", "sender", "age", "like", "pattern"}
OF_THE_MOMENT = {"state", "age"}  # what a decision changes
LARGEST = 2**62
SELECTED = SafeString(" selected")


class Select(forms.Select):
    """As Django's, without a template for each option and each attribute: a page has fifty options."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.format_value(value)
        rows = ((option, SELECTED if option in chosen else "", label) for option, label in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(attrs), options)


class Filters(forms.Form):
    """What was chosen. A value that is none is as if nothing had been chosen."""

    q = forms.CharField(
        label="Words in the comment or the name, or a whole e-mail address", required=False, max_length=200
    )
    state = forms.ChoiceField(required=False, choices=STATES, widget=Select)
    rule = forms.ChoiceField(label="Reason", required=False, choices=RULES, widget=Select)
    article = forms.CharField(label="Article’s title", required=False, max_length=200)
    sender = forms.ChoiceField(required=False, choices=SENDERS, widget=Select)
    age = forms.ChoiceField(label="Waiting for", required=False, choices=AGES, widget=Select)
    order = forms.ChoiceField(required=False, choices=ORDERS, widget=Select)
    like = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    pattern = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)

    def __init__(self, query):
        super().__init__(query, auto_id="filter-%s")
        self.is_valid()
        self.chosen = {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self):
        """As the part of an address after its question mark, for the way back."""
        return urlencode(self.chosen)

    @property
    def narrows(self):
        return bool(set(self.chosen) - {"order"})

    @property
    def of_queue(self):
        return not self.chosen.get("state")

    def apply(self, comments):
        """The comments that were chosen, without order or limit."""
        comments = self.narrow(comments, SIEVES - {"q"})
        comments = comments.queued() if self.of_queue else comments
        typed = self.chosen.get("q")
        return comments.filter(matching(typed, only_queued=self.of_queue)) if typed else comments

    def narrow(self, comments, names):
        for name, value in self.chosen.items():
            if name in names:
                comments = comments.filter(getattr(self, f"by_{name}")(value))
        return comments

    def apply_to_decisions(self, decisions):
        """Decisions on comments that were chosen until then. How they stood is in the record, no longer in the row."""
        comments = self.narrow(Comment.objects.filter(pk=OuterRef("comment")), SIEVES - OF_THE_MOMENT)
        decisions = decisions.filter(Exists(comments))
        if self.of_queue:
            decisions = decisions.exclude(queued_at=None)
        elif self.chosen["state"] != "all":
            decisions = decisions.filter(before=self.chosen["state"])
        return self.narrow(decisions, {"age"})

    def by_q(self, typed):
        return matching(typed)

    def by_state(self, state):
        return Q() if state == "all" else Q(status=state)

    def by_rule(self, rule):
        if rule in dict(KINDS):
            return Q(queued_for=rule)
        special = {"urgent": Q(urgent=True), "waves": Q(wave__is_split=False), "none": Q(reasons=None)}
        if rule in special:
            return special[rule]
        return Exists(reasons_of_each().filter(check_name=rule))

    def by_pattern(self, rule):
        return Exists(reasons_of_each().filter(rule=rule))

    def by_article(self, title):
        articles = Article.objects.filter(Q(slug=title) | Q(title__icontains=title))
        # SQLite would look through all that was ever said on them, and not through what waits.
        return Exists(articles.filter(pk=OuterRef("article"))) if self.of_queue else Q(article__in=articles)

    def by_sender(self, sender):
        same = Comment.objects.filter(sender_key=OuterRef("sender_key")).exclude(sender_key="")
        if sender == "new":
            return ~Exists(same.filter(status=Status.APPROVED))
        return Exists(same.filter(status=Status.APPROVED if sender == "known" else Status.REJECTED))

    def by_like(self, pk):
        """Of the same sender as a comment. Where nobody knows the sender, that comment alone."""
        key = Comment.objects.filter(pk=pk).exclude(sender_key="").values("sender_key")
        return Q(sender_key__in=key) | Q(pk=pk)

    def by_age(self, hours):
        return Q(queued_at__lt=timezone.now() - timedelta(hours=int(hours)))


def reasons_of_each():
    return Comment.reasons.rel.related_model.objects.filter(comment=OuterRef("pk"))

"""Articles, and when they can be seen."""

from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from articles.markdown import CITATION, render
from articles.markdown_blocks import caption_and_credit
from articles.models.change_note import ChangeNote
from articles.models.old_slug import KeepsOldSlugs
from articles.models.parts import Authorship
from articles.models.people import Person, PersonLink, authorships, reviews
from articles.models.publication import is_public
from articles.models.search import SearchText
from articles.models.site_version import SiteVersion
from articles.models.topic import Topic
from articles.reading_time import reading_minutes
from articles.renditions import PictureField
from cramps_site.lib.for_a_moment import forget_what_changes
from cramps_site.lib.subqueries import json_rows, row_count


class ArticleQuerySet(models.QuerySet):
    def published(self, at=None):
        return self.filter(is_public(at=at))

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def touch(self):
        """Say that their pages changed, without saving the words."""
        forget_what_changes()
        return self.update(changed_at=Now())

    def for_lists(self):
        """With what an entry of a list shows, and without the body."""
        return self.prefetch_related(in_order("filings", "topic"), in_order("authorships", "person")).defer(
            "body", "body_html", "contents", "cited"
        )

    def for_reading(self):
        """With all that its own page shows."""
        cards = Prefetch("authorships", author_cards())
        return self.with_notes().prefetch_related(in_order("filings", "topic"), cards, "references")

    def with_notes(self):
        """With who reviewed it, and the rows for `notes_in_order`."""
        notes = json_rows(ChangeNote.objects, ["pk", "kind", "text", "made_at"], article="pk")
        return self.select_related("reviewed_by").annotate(note_rows=notes)


def in_order(relation, end):
    """The rows between an article and its topics or authors, in their order, with what they lead to."""
    rows = Article._meta.get_field(relation).related_model.objects
    return Prefetch(relation, rows.select_related(end))


def author_cards(at=None):
    """Authorships, with what their cards show: links, and how much each wrote and reviewed, now or `at` a moment."""
    return Authorship.objects.select_related("person").annotate(
        link_rows=json_rows(PersonLink.objects, ["pk", "label", "url"], person="person"),
        written_count=row_count(authorships(at), pk="person"),
        reviewed_count=row_count(reviews(at), pk="person"),
    )


class Article(KeepsOldSlugs, models.Model):
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    summary = models.CharField(max_length=300, blank=True, help_text="One or two sentences under the title.")
    body = models.TextField(help_text="Markdown. Write [@key] where a reference belongs.")
    body_html = models.TextField(editable=False)
    contents = models.JSONField(default=list, editable=False)
    cited = models.JSONField(default=list, editable=False)
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)
    authors = models.ManyToManyField(Person, through="Authorship", related_name="articles")
    topics = models.ManyToManyField(Topic, through="Filing", related_name="articles")
    lead_image = PictureField(blank=True, width_field="image_width", height_field="image_height")
    image_width = models.PositiveIntegerField(null=True, editable=False)
    image_height = models.PositiveIntegerField(null=True, editable=False)
    lead_image_alt = models.CharField(
        "what the picture shows", max_length=300, blank=True, help_text="For those who cannot see it."
    )
    lead_image_caption = models.CharField(
        max_length=300, blank=True, help_text="Behind a bar, whose picture it is: “A calf | Photo: Jane Doe”."
    )
    reviewed_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed",
        verbose_name="medically reviewed by",
        help_text="Someone who read the whole article for whether it is right, and did not write it.",
    )
    last_reviewed = models.DateField(
        null=True, blank=True, help_text="When the whole text was last read through, not merely changed."
    )
    next_review = models.DateField("next review due", null=True, blank=True)
    published_at = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="Empty is a draft; a future time is scheduled."
    )
    updated_at = models.DateTimeField(
        "updated", null=True, blank=True, help_text="Set it when the words changed in a way readers should know."
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        permissions = [("publish_article", "Can publish and schedule articles")]

    def __str__(self):
        return self.title

    def save(self, **options):
        """Store, with everything that is made from the words made anew."""
        page = render(self.body, keys=self.reference_keys())
        self.body_html, self.contents, self.cited = page.html, page.contents, page.cited
        self.reading_minutes = reading_minutes(self.body)
        super().save(**options)
        SearchText.store(self)

    def get_absolute_url(self):
        return reverse("articles:article", args=[self.slug])

    def clean(self):
        super().clean()
        if self.last_reviewed and self.last_reviewed > timezone.localdate():
            raise ValidationError({"last_reviewed": "This day is still to come."})
        if self.reviewed_by_id and not self.last_reviewed:
            raise ValidationError({"last_reviewed": "Say when it was reviewed."})
        if self.next_review and not (self.last_reviewed and self.last_reviewed < self.next_review):
            raise ValidationError({"next_review": "The next review comes after a last one."})

    def reference_keys(self):
        return set(self.references.values_list("key", flat=True)) if self.pk else set()

    def touch(self):
        Article.objects.filter(pk=self.pk).touch()

    def was_updated(self, moment):
        """Move what readers see as "updated" to `moment`, and never back."""
        older = Q(updated_at=None) | Q(updated_at__lt=moment)
        if Article.objects.filter(older, pk=self.pk).update(updated_at=moment, changed_at=Now()):
            SiteVersion.move()
            self.updated_at = moment

    @property
    def is_published(self):
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def state(self):
        if self.published_at is None:
            return "Draft"
        return "Published" if self.is_published else "Scheduled"

    @property
    def lead_caption_and_credit(self):
        return caption_and_credit(self.lead_image_caption)

    def missing_references(self):
        """Keys that the text cites and no reference has."""
        return sorted(set(CITATION.findall(self.body)) - self.reference_keys())

    @property
    def authors_in_order(self):
        return [authorship.person for authorship in self.authorships.all()]

    @property
    def is_updated(self):
        """Whether its words changed after readers could see them."""
        return bool(self.updated_at and self.published_at and self.updated_at > self.published_at)

    @property
    def notes_in_order(self):
        """Change notes, newest first. Only where the article was fetched `for_reading`."""
        notes = [ChangeNote(**row | {"made_at": moment(row["made_at"])}) for row in self.note_rows or []]
        return sorted(notes, key=lambda note: (note.made_at, note.pk), reverse=True)

    @property
    def topics_in_order(self):
        return [filing.topic for filing in self.filings.all()]

    @property
    def references_in_order(self):
        """As numbered in the text, those not cited last; each knows its `citation_ids`."""
        references = {reference.key: reference for reference in self.references.all()}
        uses = dict(self.cited)
        for key, reference in references.items():
            reference.citation_ids = [f"cite-{key}-{number + 1}" for number in range(uses.get(key, 0))]
        cited = [references.pop(key) for key in uses if key in references]
        return [*cited, *references.values()]

    @cached_property
    def first_topic(self):
        return next(iter(self.topics_in_order), None)


def moment(text):
    """A time as a database writes it into JSON: SQLite without its zone, which is UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)

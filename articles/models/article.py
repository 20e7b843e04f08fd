"""Topics, articles, who wrote them and what they rest on."""

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Count, Prefetch
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from articles.markdown import CITATION, render
from articles.models.old_slug import KeepsOldSlugs
from articles.models.people import Person
from articles.models.publication import is_public
from articles.models.search import SearchText
from articles.reading_time import reading_minutes
from articles.renditions import PictureField


class TopicQuerySet(models.QuerySet):
    def with_counts(self):
        """With `published_count`, the articles that readers can see."""
        counted = self.annotate(published_count=Count("articles", filter=is_public("articles__")))
        return counted.order_by(*Topic._meta.ordering)


class Topic(KeepsOldSlugs, models.Model):
    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=100, unique=True)
    summary = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in the menu, smallest first.")

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("articles:topic", args=[self.slug])


class ArticleQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_public())

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def for_lists(self):
        """With what an entry of a list shows, and without the body."""
        return self.prefetch_related(in_order("filings", "topic"), in_order("authorships", "person")).defer(
            "body", "body_html", "contents", "cited"
        )

    def for_reading(self):
        return self.prefetch_related(
            in_order("filings", "topic"), in_order("authorships", "person"), "authorships__person__links", "references"
        )


def in_order(relation, end):
    """The rows between an article and its topics or authors, in their order, with what they lead to."""
    rows = Article._meta.get_field(relation).related_model.objects
    return Prefetch(relation, rows.select_related(end))


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
    lead_image_caption = models.CharField(max_length=300, blank=True)
    comments_open = models.BooleanField(default=True, help_text="Readers may leave new comments.")
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

    def reference_keys(self):
        return set(self.references.values_list("key", flat=True)) if self.pk else set()

    def touch(self):
        """Say that the page changed, without saving the words."""
        Article.objects.filter(pk=self.pk).update(changed_at=Now())

    @property
    def is_published(self):
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def state(self):
        if self.published_at is None:
            return "Draft"
        return "Published" if self.is_published else "Scheduled"

    def missing_references(self):
        """Keys that the text cites and no reference has."""
        return sorted(set(CITATION.findall(self.body)) - self.reference_keys())

    @property
    def authors_in_order(self):
        return [authorship.person for authorship in self.authorships.all()]

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

    @property
    def first_topic(self):
        return next(iter(self.topics_in_order), None)


class Authorship(models.Model):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="authorships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="authorships")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="an_author_once")]
        verbose_name = "author"

    def __str__(self):
        return self.person.name


class Filing(models.Model):
    """An article under a topic. The first one is named above the title."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="filings")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="filings")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "topic"], name="a_topic_once")]
        verbose_name = "topic"

    def __str__(self):
        return self.topic.name


class Reference(models.Model):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="references")
    key = models.SlugField(max_length=60, help_text="Cited in the text as [@key].")
    text = models.TextField(help_text="Authors, year, title, journal.")
    kind = models.CharField("kind of source", max_length=80, blank=True, help_text="For instance “Review”.")
    doi = models.CharField("DOI", max_length=120, blank=True)
    pmid = models.CharField("PMID", max_length=12, blank=True)
    url = models.URLField("address", max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["article", "key"], name="a_reference_once")]

    def __str__(self):
        return self.key

    @property
    def host(self):
        return urlsplit(self.url).hostname.removeprefix("www.")

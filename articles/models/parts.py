"""What an article has in rows of their own: authors, topics, references."""

from urllib.parse import urlsplit

from django.db import models

from articles.models.people import Person


class Authorship(models.Model):
    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="authorships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="authorships")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="an_author_once")]
        verbose_name = "author"

    def __str__(self):
        return self.person.name

    @property
    def links(self):
        """The person's links. Only where they were fetched with the card."""
        return sorted(self.link_rows or [], key=lambda link: link["pk"])


class Filing(models.Model):
    """An article under a topic. The first one is named above the title."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="filings")
    topic = models.ForeignKey("Topic", on_delete=models.CASCADE, related_name="filings")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "topic"], name="a_topic_once")]
        verbose_name = "topic"

    def __str__(self):
        return self.topic.name


class Reference(models.Model):
    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="references")
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

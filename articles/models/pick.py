"""What an editor would have readers read next."""

from django.db import models


class Pick(models.Model):
    """An article that stands under another one as "Read next", before those that are found by topic."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="picks")
    picked = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="picked_for", verbose_name="article")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "picked"], name="a_pick_once"),
            models.CheckConstraint(
                condition=~models.Q(article=models.F("picked")),
                name="no_article_picks_itself",
                violation_error_message="An article cannot be what to read after itself.",
            ),
        ]
        verbose_name = "article to read next"
        verbose_name_plural = "articles to read next"

    def __str__(self):
        return self.picked.title

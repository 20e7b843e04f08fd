"""Old addresses go on working: every slug that a page ever had leads to the page."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction


class OldSlug(models.Model):
    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    slug = models.SlugField(max_length=200)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="one_page_for_an_old_slug")]

    def __str__(self):
        return self.slug


class KeepsOldSlugs(models.Model):
    """A page with a slug. Changing the slug keeps the old one; nobody else may take it."""

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, **options):
        before = type(self).objects.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        super().save(**options)
        if before is not None and before != self.slug:
            kind = ContentType.objects.get_for_model(type(self))
            OldSlug.objects.filter(kind=kind, slug=self.slug, object_id=self.pk).delete()
            OldSlug.objects.get_or_create(kind=kind, slug=before, defaults={"object_id": self.pk})

    @classmethod
    def old_slugs(cls):
        return OldSlug.objects.filter(kind=ContentType.objects.get_for_model(cls))

    @classmethod
    def find(cls, slug, queryset):
        """The row of `queryset` that has this slug, or had it. Raises DoesNotExist."""
        found = queryset.filter(slug=slug).first()
        if found is None:
            found = queryset.get(pk__in=cls.old_slugs().filter(slug=slug).values("object_id"))
        return found

    def clean(self):
        super().clean()
        if self.old_slugs().filter(slug=self.slug).exclude(object_id=self.pk or 0).exists():
            raise ValidationError(
                {"slug": "This was the address of another page, and old links still lead there. Choose another."}
            )

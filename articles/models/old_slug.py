"""Old addresses go on working: every slug that a page ever had leads to the page."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify


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
        self.slug = self.slug or self.unused_slug()
        before = type(self).objects.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        super().save(**options)
        if before is not None and before != self.slug:
            kind = ContentType.objects.get_for_model(type(self))
            OldSlug.objects.update_or_create(kind=kind, slug=before, defaults={"object_id": self.pk})

    def unused_slug(self):
        """A slug from the page's name, numbered where another page has or had it."""
        longest = self._meta.get_field("slug").max_length - len("-9999")
        base = slugify(str(self))[:longest].strip("-") or self._meta.model_name
        taken = set(type(self).objects.filter(slug__startswith=base).values_list("slug", flat=True))
        taken.update(self.old_slugs().filter(slug__startswith=base).values_list("slug", flat=True))
        numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
        return base if base not in taken else next(slug for slug in numbered if slug not in taken)

    @classmethod
    def old_slugs(cls):
        """Those of pages that still are: what was deleted keeps no address from others."""
        kind = ContentType.objects.get_for_model(cls)
        return OldSlug.objects.filter(kind=kind, object_id__in=cls.objects.values("pk"))

    @classmethod
    def find(cls, slug, queryset):
        """The row of `queryset` that has this slug, or had it. Raises DoesNotExist."""
        return queryset.filter(slug=slug).first() or cls.find_moved(slug, queryset)

    @classmethod
    def find_moved(cls, slug, queryset):
        """The row of `queryset` that had this slug. Raises DoesNotExist."""
        return queryset.get(pk__in=cls.old_slugs().filter(slug=slug).values("object_id"))

    def clean(self):
        super().clean()
        if self.old_slugs().filter(slug=self.slug).exclude(object_id=self.pk or 0).exists():
            raise ValidationError(
                {"slug": "This was the address of another page, and old links still lead there. Choose another."}
            )

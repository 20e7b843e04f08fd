"""Pictures as browsers want them: re-encoded without metadata, in sizes for every screen."""

from io import BytesIO
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from PIL import Image, ImageOps

from articles.pictures import is_picture, random_name

WIDTHS = [480, 800, 1200, 1600]  # pixels
# Format, MIME type and quality of each, smallest files first: browsers take the first they know.
KINDS = {"avif": ("image/avif", 60), "webp": ("image/webp", 78)}
AVIF_SPEED = 8  # of 10; a third of the time of the default 6, for a fifth more bytes
# The original, for browsers that know neither, and for other sites' previews.
QUALITY = 85


class Picture(ImageFieldFile):
    """A stored picture. Whichever way it is saved, its renditions are made."""

    def save(self, name, content, save=True):
        plain = without_metadata(content)
        plain.name = name
        super().save(name, plain, save)
        del self.file  # what was uploaded; from here on it is what was stored
        make_renditions(self)

    @property
    def kept_width(self):
        """In pixels, from the row: `width` would open the file."""
        return getattr(self.instance, self.field.width_field)

    @property
    def sources(self):
        """[(MIME type, srcset)] for <source> elements, the smallest files first."""
        return [(mime, self.srcset(kind)) for kind, (mime, _) in KINDS.items()]

    def srcset(self, kind):
        names = {width: rendition_name(self.name, width, kind) for width in widths_for(self.kept_width)}
        return ", ".join(f"{self.storage.url(name)} {width}w" for width, name in names.items())


class PictureField(models.ImageField):
    """A checked picture under a random name. Needs width_field, so that no page opens the file."""

    attr_class = Picture

    def __init__(self, *args, **options):
        super().__init__(*args, **{"upload_to": random_name, "validators": [is_picture]} | options)


def without_metadata(file):
    """The same picture, upright, with nothing in it but its pixels: no place, no camera, no name."""
    with Image.open(file) as picture:
        format = picture.format
        upright = ImageOps.exif_transpose(picture)
        return encoded(upright, format, QUALITY)


def make_renditions(field_file):
    """Store every rendition of a stored picture beside it. Those that are there are made anew."""
    storage = field_file.storage
    with field_file.open("rb") as file, Image.open(file) as picture:
        picture.load()
    for width in widths_for(picture.width):
        smaller = scaled(picture, width)
        for kind, (_, quality) in KINDS.items():
            name = rendition_name(field_file.name, width, kind)
            storage.delete(name)
            storage.save(name, encoded(smaller, kind.upper(), quality))


def scaled(picture, width):
    return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)


def encoded(picture, format, quality):
    transparent = picture.has_transparency_data and format != "JPEG"
    pixels = picture.convert("RGBA" if transparent else "RGB")
    pixels.info = {}
    buffer = BytesIO()
    pixels.save(buffer, format, quality=quality, **({"speed": AVIF_SPEED} if format == "AVIF" else {}))
    return ContentFile(buffer.getvalue())


def widths_for(width):
    """The widths that a picture of `width` pixels is kept in; never larger than it is."""
    return [wanted for wanted in WIDTHS if wanted <= width] or [width]


def rendition_name(name, width, kind):
    return str(PurePosixPath(name).with_suffix("")) + f"-{width}.{kind}"

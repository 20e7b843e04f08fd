"""Which files may be shown as pictures, and under which names they are stored."""

import warnings
from pathlib import Path

from django.core.exceptions import ValidationError
from PIL import Image

from cramps_site.lib.tokens import new_token

# Shown by every browser, and none can hold a script.
FORMATS = ["JPEG", "PNG", "WEBP", "AVIF"]
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".avif"}
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000


def is_picture(file):
    """Validator. Refuses a new file that is no JPEG, PNG, WebP or AVIF picture, or a huge one."""
    if getattr(file, "_committed", False):
        return
    if file.size > MOST_BYTES:
        raise ValidationError("The picture is larger than 8 MB. Make it smaller.")
    format, (width, height) = header_of(file)
    if format is None or Path(file.name).suffix.lower() not in SUFFIXES:
        raise ValidationError("This is no JPEG, PNG, WebP or AVIF picture. Save it as one of these.")
    if width * height > MOST_PIXELS:
        raise ValidationError(f"The picture has {width} × {height} pixels; 40 million in all are the most.")


def header_of(file):
    """(format, (width, height)) by the file's own first bytes; its name may say anything."""
    file.open()
    try:
        with warnings.catch_warnings():
            # Huge ones are refused here, in our own words.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(file, formats=FORMATS)
            return picture.format, picture.size
    except Image.DecompressionBombError:
        raise ValidationError("The picture has far more than 40 million pixels. Make it smaller.") from None
    except (OSError, SyntaxError, ValueError):
        return None, (0, 0)
    finally:
        file.seek(0)


def random_name(instance, filename):
    """A name that is never used twice, so that a browser may keep the file for ever."""
    return f"{instance._meta.verbose_name_plural}/{new_token()}{Path(filename).suffix.lower()}"

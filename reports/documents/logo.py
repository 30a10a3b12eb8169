"""The logo: any picture that is offered becomes a small PNG of our own making."""

import io
import warnings
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from config.lib.errors import DomainError

MOST_BYTES = 2 * 1024 * 1024
SIZE = (900, 300)
KINDS = ["PNG", "JPEG"]


def small_picture(upload: Any) -> ContentFile:
    """`upload` drawn anew as PNG within 900 × 300 dots. Raises DomainError for anything else."""
    if upload.size > MOST_BYTES:
        raise DomainError("The picture is larger than 2 MB.")
    made = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            upload.seek(0)
            with Image.open(upload, formats=KINDS) as picture:
                picture.thumbnail(SIZE)
                picture.convert("RGBA").save(made, "PNG", optimize=True)
    except Exception as problem:
        raise DomainError("This is no PNG or JPEG picture that can be read.") from problem
    return ContentFile(made.getvalue(), "logo.png")

"""Small pictures of the pages of a PDF."""

import io
from threading import Lock

WIDTH = 620
COLORS = 64
# The library that draws serves one thread at a time.
_one_at_a_time = Lock()


def page_picture(paper: bytes, number: int) -> bytes:
    """Page `number` of the PDF, from 0, as a PNG of a few colors, 620 pixels wide.

    Raises ValueError for what is no PDF.
    """
    # Drawing loads a large library; only processes that draw pay for it.
    import pypdfium2
    from PIL import Image

    try:
        with _one_at_a_time, pypdfium2.PdfDocument(paper) as book:
            sheet = book[number]
            picture = sheet.render(scale=WIDTH / sheet.get_width()).to_pil()
    except pypdfium2.PdfiumError as error:
        raise ValueError("This is no PDF that can be read.") from error
    few = picture.quantize(COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    made = io.BytesIO()
    few.save(made, "PNG")
    return made.getvalue()

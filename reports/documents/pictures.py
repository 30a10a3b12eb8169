"""Small pictures of the pages of a PDF."""

import io

WIDTH = 620
COLORS = 64


def first_page(paper: bytes) -> bytes:
    """The first page of the PDF as a PNG of a few colors."""
    return page_picture(paper, 0)


def page_picture(paper: bytes, number: int) -> bytes:
    """Page `number` of the PDF, from 0, as a PNG of a few colors, 620 pixels wide."""
    # Drawing loads a large library; only processes that make documents pay for it.
    import pypdfium2
    from PIL import Image

    with pypdfium2.PdfDocument(paper) as book:
        sheet = book[number]
        picture = sheet.render(scale=WIDTH / sheet.get_width()).to_pil()
    few = picture.quantize(COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    made = io.BytesIO()
    few.save(made, "PNG", optimize=True)
    return made.getvalue()

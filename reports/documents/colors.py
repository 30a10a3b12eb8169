"""Whether a color can be read on paper, with no database."""

# WCAG 2.2, 1.4.3: the least contrast of text to its ground.
READABLE = 4.5


def luminance(color: str) -> float:
    """How light a color like `#17506b` is, from 0 to 1, by WCAG 2.2."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def on_white(color: str) -> float:
    """The contrast of a color to white: 1 for white itself, 21 for black."""
    return 1.05 / (luminance(color) + 0.05)

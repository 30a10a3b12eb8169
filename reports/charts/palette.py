"""Colors of the charts: one set for light page, dark page and paper.

Each has a contrast of at least 3:1 to white and to the dark page (WCAG 1.4.11), and the
four differ in lightness, so that they can be told apart in grey as well.
"""

GROUP_COLORS = {
    "new": "#3379cf",
    "renewed": "#28a681",
    "endorsed": "#9c7f17",
    "cancelled": "#b83a2b",
}
# Far apart in lightness: a dark and a light one, told apart in grey too.
PAIR_COLORS = ("#17506b", "#c08a2e")
INK = "currentColor"
GRID = "#88888855"
FONT = "Source Sans, Inter, Segoe UI, DejaVu Sans, sans-serif"

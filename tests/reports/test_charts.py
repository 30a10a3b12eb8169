"""Charts: drawn on the server, readable on light, dark and grey, safe with any name."""

from decimal import Decimal
from itertools import combinations
from xml.etree import ElementTree

import pytest

from reports.charts.palette import GROUP_COLORS
from reports.charts.render import svg
from reports.charts.spark import spark
from reports.charts.specs import Bar, stacked_columns, stacked_rows
from reports.documents.colors import luminance

LABELS = {"new": "New", "renewed": "Renewed", "cancelled": "Cancelled"}
LINK = "href"
SVG = "{http://www.w3.org/2000/svg}"


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("color", GROUP_COLORS.values())
def test_each_color_stands_out_on_the_light_page_the_dark_page_and_paper(color):
    assert contrast(color, "#ffffff") >= 3
    assert contrast(color, "#141c23") >= 3


def test_no_two_colors_are_the_same_grey():
    for one, other in combinations(GROUP_COLORS.values(), 2):
        assert abs(luminance(one) - luminance(other)) > 0.02


def bars():
    return [
        Bar("Jan 26", "new", Decimal("1200.50"), "/rows/?month=2026-01&kind=new"),
        Bar("Jan 26", "cancelled", Decimal("-300.00")),
        Bar("Feb", "new", Decimal("10.00"), "/rows/?month=2026-02&kind=new"),
    ]


def test_a_mark_links_to_its_rows_and_says_its_figure():
    picture = ElementTree.fromstring(svg(stacked_columns(bars(), LABELS), "Premium"))
    links = {a.attrib[LINK]: a for a in picture.iter(f"{SVG}a")}
    january = links["/rows/?month=2026-01&kind=new"]
    assert january.find(f".//{SVG}title").text == "Jan 26, New: 1,200.50"
    assert len(links) == 2


def test_a_library_that_registers_the_empty_prefix_does_not_break_the_picture():
    import weasyprint.pdf.metadata  # noqa: F401, PLC0415 - registers "" for its own use

    assert svg(stacked_rows(bars(), LABELS), "After another library").startswith("<svg ")


def test_the_chart_scales_with_its_container_and_has_no_ground_of_its_own():
    picture = ElementTree.fromstring(svg(stacked_rows(bars(), LABELS), "Premium"))
    assert "width" not in picture.attrib
    assert "height" not in picture.attrib
    assert picture.attrib["viewBox"]
    assert picture.attrib["aria-label"] == "Premium"
    text = ElementTree.tostring(picture, encoding="unicode")
    assert 'fill="white"' not in text
    assert "currentColor" in text


def test_a_name_cannot_become_markup():
    name = '</text><script>alert(1)</script>&"'
    text = svg(stacked_rows([Bar(name, "new", Decimal(1))], LABELS), f"By {name}")
    assert "<script" not in text
    ElementTree.fromstring(text)


def test_a_link_that_is_no_address_of_ours_is_not_made():
    bar = Bar("Jan", "new", Decimal(1), "javascript:alert(1)")
    assert 'href="javascript' not in svg(stacked_columns([bar], LABELS), "x")


def test_a_chart_of_nothing_is_still_a_chart():
    ElementTree.fromstring(svg(stacked_columns([], LABELS), "Nothing"))


def test_a_spark_rises_with_its_figures_and_needs_two_of_them():
    drawn = str(spark([Decimal(1), None, Decimal(3)]))
    ElementTree.fromstring(drawn)
    assert 'points="3.0,21.0 137.0,3.0"' in drawn
    assert spark([Decimal(1)]) == ""
    assert spark([]) == ""
    ElementTree.fromstring(str(spark([5, 5, 5])))


def test_the_chart_has_its_name_inside_for_who_is_read_the_pdf():
    picture = ElementTree.fromstring(svg(stacked_rows([], {"new": "New"}), "Premium & such"))
    assert picture[0].tag.endswith("title")
    assert picture[0].text == "Premium & such"


def test_a_spark_ends_before_the_months_that_have_no_value():
    assert 'cx="137.0"' in spark([1, 2, 3])
    assert 'cx="70.0"' in spark([1, 2, None])

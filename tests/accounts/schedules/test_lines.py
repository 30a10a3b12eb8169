"""Tab-separated text: reading lines, with and without keys; cells as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.schedules.kinds import BY_SLUG
from accounts.schedules.lines import Line, read_key, read_lines
from accounts.schedules.rules import CellProblem, parse_cell

WORD = st.text("abcXYZ019 .,&%", max_size=8).map(str.strip)


def test_a_keyed_a_new_and_a_pasted_line():
    text = "12:3\tFord\tVan\r\n\tDodge\tRam\tx\n\nMack\tCH\tx"
    assert read_lines(text, 3) == [
        Line("12:3", ["Ford", "Van", ""]),
        Line("", ["Dodge", "Ram", "x"]),
        Line("", ["Mack", "CH", "x"]),
    ]


def test_a_pasted_line_may_begin_with_an_empty_cell():
    assert read_lines("\t2020\tFord", 3) == [Line("", ["", "2020", "Ford"])]


def test_cells_beyond_the_last_column_are_kept_to_be_complained_about():
    assert read_lines("\ta\tb\tc", 2) == [Line("", ["a", "b", "c"])]


@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.lists(WORD, min_size=3, max_size=3)), max_size=8)
)
def test_lines_read_back_as_they_were_written(rows):
    lines = [Line(f"{pk}:1", cells) for pk, cells in rows]
    assert read_lines("\n".join(map(str, lines)), 3) == lines


@given(st.text(max_size=200), st.integers(1, 20))
def test_no_text_breaks_the_reading(text, width):
    for line in read_lines(text, width):
        assert len(line.cells) >= width
        if line.key:
            read_key(line.key)


@pytest.mark.parametrize("typed", ["941", "9410", "94103-1", "ABCDE"])
def test_a_short_zip_is_refused(typed):
    with pytest.raises(CellProblem, match="five digits"):
        parse_cell(BY_SLUG["vehicles"].column("garaging_zip"), typed)


def test_nine_digits_get_their_hyphen():
    assert parse_cell(BY_SLUG["locations"].column("zip"), "941031234") == "94103-1234"

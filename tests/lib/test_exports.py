"""What Excel opens is typed, and never runs."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.lib.exports import Sheet, neutral, sheet_name, typed, write_workbook
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term


def workbook(response):
    return openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM", "\tx", "\rx", "\0x"])
def test_text_that_looks_like_a_formula_is_neutralised(text):
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("value", ["a=b", "", Decimal("-5.00"), None])
def test_other_values_stay_as_they_are(value):
    assert neutral(value) == value


@given(st.lists(st.text(max_size=40), max_size=4))
@settings(max_examples=40)
def test_whatever_a_sheet_is_called_excel_takes_its_name(names):
    stream = io.BytesIO()
    write_workbook(stream, [Sheet(name, ["A"], []) for name in [*names, "A: b", "a/b", "History"]])
    assert len(openpyxl.load_workbook(stream).sheetnames) == len(names) + 3


def test_a_sheet_keeps_what_can_stay_of_its_name():
    taken: set[str] = set()
    long = "Direct bill: expected commission"
    assert [sheet_name(long, taken), sheet_name(long, taken), sheet_name("'[]", taken)] == [
        "Direct bill expected commission", "Direct bill expected commissi 2", "Sheet",
    ]  # fmt: skip


def test_the_sheet_has_typed_cells_the_columns_shown_and_an_about_sheet(cast, sign_in):
    make_term(make_client(cast, "=HYPERLINK(1)"), premium="1234.56")
    book = workbook(sign_in(cast.ana).get("/policies/?_export=xlsx"))
    sheet = book["Policies"]
    heads = [cell.value for cell in sheet[1]]
    row = dict(zip(heads, (c.value for c in sheet[2]), strict=True))
    assert row["Client"] == "'=HYPERLINK(1)"
    assert row["Premium"] == pytest.approx(1234.56)
    assert row["Effective"] == datetime(2026, 1, 1)
    assert row["Status"] in ("In force", "Expired")
    assert "About" in book.sheetnames


def test_the_export_has_all_matching_rows_not_only_the_page(cast, sign_in):
    client = make_client(cast)
    for _ in range(60):
        make_term(client)
    response = sign_in(cast.ana).get("/policies/?_export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 61


def test_the_export_is_filtered_like_the_page(cast, sign_in):
    client = make_client(cast)
    make_term(client, number="KEEP-1")
    make_term(client, number="DROP-1")
    response = sign_in(cast.ana).get("/policies/?_export=csv&q=keep")
    text = b"".join(response.streaming_content).decode()
    assert "KEEP-1" in text
    assert "DROP-1" not in text


def test_the_aging_is_exported_with_its_totals(cast, sign_in):
    bill(cast, make_client(cast), premium="1000.00")
    book = workbook(sign_in(cast.ana).get("/receivables/?_export=xlsx&as_of=2026-11-01"))
    rows = list(book["Aging"].iter_rows(values_only=True))
    assert rows[-1][0] == "Total"
    assert rows[-1][rows[0].index("Total")] == pytest.approx(1000)
    assert dict(list(book["About"].values))["As of"] == datetime(2026, 11, 1)


def test_an_unknown_form_of_export_is_refused(cast, sign_in):
    assert sign_in(cast.ana).get("/policies/?_export=exe").status_code == 422
    assert sign_in(cast.ana).get("/receivables/?_export=exe").status_code == 422


def test_dates_in_csv_are_written_as_the_office_writes_them(cast, sign_in):
    make_term(make_client(cast), effective_on=date(2026, 3, 4))
    response = sign_in(cast.ana).get("/policies/?_export=csv")
    assert "03/04/2026" in b"".join(response.streaming_content).decode()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("$1,000,000", Decimal(1_000_000)),
        ("(38.50)", Decimal("-38.50")),
        ("-$4.00", Decimal("-4.00")),
        ("1,204", 1204),
        ("2026-10-01", date(2026, 10, 1)),
        ("0042", "0042"),
        ("2026-13-01", "2026-13-01"),
        ("12 of 40", "12 of 40"),
        ("1,23", "1,23"),
        (None, None),
    ],
)
def test_what_a_text_says_becomes_a_number_or_a_day_only_where_it_is_one(said, meant):
    assert typed(said) == meant


def test_the_about_sheet_says_the_filters_in_words_and_the_totals_of_the_page(cast, sign_in):
    make_term(make_client(cast), premium="1234.56")
    book = workbook(sign_in(cast.ana).get("/clients/?_export=xlsx&executive=&q=bak"))
    said = dict(list(book["About"].values))
    assert "bak" in said.values()
    totals = {k: v for k, v in said.items() if str(k).startswith("Total: ")}
    assert totals
    assert all(isinstance(v, int | float) for v in totals.values())


def test_a_column_is_as_wide_as_its_text_within_reason():
    stream = io.BytesIO()
    rows = [("Professional liability, other", "x" * 300, Decimal("1.00"))]
    write_workbook(stream, [Sheet("A", ["Line", "Words", "Amount"], rows)])
    columns = openpyxl.load_workbook(stream)["A"].column_dimensions
    assert columns["A"].width == pytest.approx(30, abs=1)
    assert columns["B"].width == pytest.approx(48, abs=1)
    assert columns["C"].width == pytest.approx(12, abs=1)

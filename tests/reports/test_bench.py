"""The benchmark measures what it says: equal answers, as many rows, nothing left behind."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from accounts.models import Client, ImportBatch, Invoice, PolicyTerm, Posting, Receipt
from config.lib.dates import add_months, month_start
from reports.bench import closing, database, importing, ledger, money, pages, sums
from reports.bench.epic import write_files
from reports.bench.timing import Pair, Row, Table, measure
from reports.models import MonthClose
from tests.accounts.test_receivables import control_difference


@pytest.fixture(scope="module")
def made_once(shared_rows):
    shared_rows(lambda: call_command("demo_book", clients=30, stdout=io.StringIO()))


@pytest.fixture
def book(made_once, db):
    """A book of 30 clients, made once for all tests of this module."""


def test_the_median_of_both_ways_is_taken_in_turn(db):
    calls = []
    pair = Pair("x", lambda: calls.append("ours"), lambda: calls.append("plain"), "2 rows")
    (row,) = measure([pair], 3)
    assert calls == ["plain", "ours", "ours", *["ours", "plain"] * 3]
    assert (row.name, row.queries, row.note) == ("x", 0, "2 rows")
    assert Row("y", 6.0, 2.0, 0, "").ratio == 3


def test_the_table_is_aligned_and_says_what_the_ratio_means():
    rows = (Row("Short", 1.0, 2.0, 3, ""), Row("A longer name", 1000.0, 10.0, 4, "50 rows"))
    lines = list(Table("Pages", "What it means.", rows).lines())
    assert lines[:2] == ["Pages", "  What it means."]
    assert "100.00" in lines[4]
    assert lines[2].index("queries") + len("queries") == lines[3].rindex("3") + 1


def test_every_page_opens_and_is_measured(book):
    rows = {row.name: row for row in pages.table(1).rows}
    assert len(rows) >= 12
    assert all(row.ours_ms > 0 and row.plain_ms > 0 for row in rows.values())
    assert 0 < rows["Clients, whole house"].queries < 30


def test_every_dashboard_is_measured_against_its_own_tiles_and_questions(book):
    rows = pages.dashboards(1).rows
    assert len(rows) == 10
    assert all(row.ours_ms > 0 and row.plain_ms > 0 for row in rows)
    assert all(int(row.note.split()[1]) > 5 for row in rows[1::2])


def test_a_closed_month_is_open_again_after_the_measuring(book):
    (row,) = closing.table(1).rows
    assert "transactions to freeze" in row.note
    assert not row.note.endswith(" 0 transactions to freeze")
    assert not MonthClose.objects.filter(month=add_months(month_start(localdate()), -1)).exists()


def test_the_aggregates_equal_the_hand_written_sql(book):
    assert len(sums.table(1).rows) == 4


def test_an_aggregate_that_differs_is_not_measured(book, monkeypatch):
    monkeypatch.setattr(sums, "_standing", lambda on: (0, Decimal(0)))
    with pytest.raises(sums.Unequal, match="in force"):
        sums.table(1)


def test_a_ledger_is_filled_with_entries_that_balance_and_measured_without_a_trace(book):
    before = Invoice.objects.count()
    ledger.fill(before + 60, Receipt.objects.count() + 45)
    assert Invoice.objects.count() == before + 60
    posted = Posting.objects.count()
    aging, receipt = money.table(1).rows
    assert receipt.queries <= 15
    assert aging.note.startswith(f"{before + 60:,} invoices")
    assert control_difference(localdate()) == 0
    assert Posting.objects.count() == posted


def test_the_invented_files_are_imported_without_a_refusal_and_nothing_stays(book):
    before = Client.objects.count(), PolicyTerm.objects.count(), Invoice.objects.count()
    (row,) = importing.table(1, 600).rows
    assert "refused" not in row.note, row.note
    assert "new" in row.note
    assert not ImportBatch.objects.exists()
    assert before == (
        Client.objects.count(), PolicyTerm.objects.count(), Invoice.objects.count()
    )  # fmt: skip


def test_as_many_rows_are_written_as_asked_for(tmp_path):
    files = write_files(tmp_path, 500, date(2026, 10, 14))
    lines = sum(len(path.read_text().splitlines()) - 1 for path in files.paths.values())
    assert lines == files.rows
    assert 500 <= lines < 700


def test_the_command_answers_in_json(book):
    out = io.StringIO()
    call_command("bench", here=True, json=True, repeat=1, only=["aggregates"], stdout=out)
    (table,) = json.loads(out.getvalue())
    assert {row["name"] for row in table["rows"]} >= {"Aging by due date"}


def test_each_size_has_a_database_of_its_own():
    assert database.name_for(2000) == "steward_bench_2000"
    with pytest.raises(CommandError, match="from 1"):
        call_command("bench", clients=0)

"""Each dirty cell is refused by row, column and reason; the rest of the book comes in."""

import io
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.utils import timezone

from accounts.imports.refused import refused_rows
from accounts.imports.services import check, run_import, start_batch
from accounts.imports.undo import undo_import
from accounts.merging.services import merge_clients
from accounts.models import (
    Client,
    ImportChange,
    Invoice,
    OrderType,
    Policy,
    PolicyTerm,
    PolicyTransaction,
    Posting,
    Receipt,
    ServiceAssignment,
    ServiceOrder,
    WritingCompany,
)
from config.lib.crypto import digest
from config.lib.errors import DomainError
from teams.models import Team, User
from tests.accounts.imports.books import (
    POLICIES,
    POLICY,
    bring_in,
    found,
    invoices,
    policies,
    staff,
    transactions,
    upload,
)


@pytest.fixture
def team(db):
    return Team.objects.create(name="Bay")


GOOD = {"Lookup Code": "GOOD01", "Policy Number": "OK-26"}
DIRTY_POLICIES = [
    ({"Effective Date": "13/45/2026"}, "Effective Date", "“13/45/2026” is not a date"),
    ({"Effective Date": ""}, "Effective Date", "Effective Date is missing"),
    ({"Expiration Date": "03/01/2026"}, "Expiration Date", "expires before it begins"),
    ({"Annualized Premium": "12,00.00"}, "Annualized Premium", "not an amount of money"),
    ({"Annualized Premium": "1.234"}, "Annualized Premium", "parts of a cent"),
    ({"Annualized Premium": "-5.00"}, "Annualized Premium", "cannot be negative"),
    ({"Annualized Premium": "#REF!"}, "Annualized Premium", "error of the spreadsheet"),
    ({"Agency Commission %": "115"}, "Agency Commission %", "percentage from 0 to 100"),
    ({"Bill Mode": "Pigeon"}, "Bill Mode", "no bill mode"),
    ({"Lookup Code": ""}, "Lookup Code", "Client Code is missing"),
    ({"Policy Number": ""}, "Policy Number", "Policy Number is missing"),
    ({"Account Name": "=cmd()"}, "Account Name", "looks like a formula"),
    ({"Account Name": "+cmd|' /C calc'!A0"}, "Account Name", "looks like a formula"),
    ({"Account Name": "x" * 201}, "Account Name", "longer than 200 characters"),
    ({"NAIC Code": "12A45"}, "NAIC Code", "company code of five digits"),
    ({"FEIN": "12-345"}, "FEIN", None),
    ({"FEIN": "12-34567890"}, "FEIN", "nine digits"),
    ({"State": "California"}, "State", "two letters"),
    ({"ZIP": "9460X"}, "ZIP", "not a ZIP code"),
    ({"Email": "nobody"}, "Email", "not an e-mail address"),
    ({"NAICS": "1"}, "NAICS", "NAICS code"),
]


@pytest.mark.parametrize(("cells", "column", "reason"), DIRTY_POLICIES)
def test_a_dirty_cell_is_named_by_row_column_and_reason(cells, column, reason, team):
    batch = bring_in([policies(GOOD, cells)], team)
    refused = found(batch, "refused")
    if reason is None:  # leading zeros that a spreadsheet ate come back
        assert refused == []
        return
    assert [(row, where) for row, where, _ in refused] == [(3, column)]
    assert reason in refused[0][2]
    assert list(Client.objects.values_list("code", flat=True)) == ["GOOD01"]


DIRTY_TRANSACTIONS = [
    ({"Transaction": "XYZ"}, "Transaction", "no kind of transaction"),
    ({"Accounting Month": "soon"}, "Accounting Month", "not a month"),
    ({"Premium": "twelve"}, "Premium", "not an amount"),
    ({"Lookup Code": "NOBODY"}, "Lookup Code", "No client has the code NOBODY"),
    ({"Policy Number": "ZZ9"}, "Policy Number", "Client HARB01 has no policy ZZ9"),
    ({"Effective Date": "05/01/2026"}, "Effective Date", "No term of policy GL1000-26 begins"),
    (
        {"Transaction": "END", "Effective Date": "03/01/2026"},
        "Effective Date",
        "no term of policy GL1000-26 had begun",
    ),
]


@pytest.mark.parametrize(("cells", "column", "reason"), DIRTY_TRANSACTIONS)
def test_a_transaction_that_fits_nowhere_is_refused(cells, column, reason, team):
    batch = bring_in([policies({}), transactions({}, cells)], team)
    ((row, where, why),) = found(batch, "refused")
    assert (row, where) == (3, column)
    assert reason in why
    assert PolicyTransaction.objects.count() == 1


DIRTY_INVOICES = [
    ({"Total": "12381.61"}, "Total", "lines sum to 12,381.60"),
    ({"Balance": "1.00"}, "Balance", "Total less paid is 12,381.60"),
    ({"Paid": "12381.61", "Balance": "-0.01"}, "Paid", "more than the total"),
    (
        {"Premium": "-1.00", "Surplus Lines Tax": "", "Stamping Fee": "", "Total": "-1.00"},
        "Total",
        "more than nothing",
    ),
    ({"Invoice Date": "2/30/2026"}, "Invoice Date", "not a date"),
    ({"Policy Number": "ZZ9"}, "Policy Number", "has no policy ZZ9"),
]


@pytest.mark.parametrize(("cells", "column", "reason"), DIRTY_INVOICES)
def test_an_invoice_that_does_not_add_up_is_refused(cells, column, reason, team):
    batch = bring_in([policies({}), invoices({}, {"Invoice Number": "101", **cells})], team)
    ((row, where, why),) = found(batch, "refused")
    assert (row, where) == (3, column)
    assert reason in why
    assert Invoice.objects.count() == 1


def test_the_refused_rows_come_back_as_a_file_with_reasons(team):
    batch = bring_in([policies(GOOD, {"Bill Mode": "Pigeon", "ZIP": "9460X"}, GOOD)], team)
    (row,) = refused_rows(batch.files.get())
    assert row[: len(POLICIES)][4] == "12-3456789"
    assert row[-2] == "3"
    assert row[-1] == (
        "ZIP: “9460X” is not a ZIP code.; Bill Mode: “Pigeon” is no bill mode that Steward knows."
    )
    assert batch.files.get().findings.filter(kind="refused").first().cells[4] == "•••"


def test_two_rows_of_one_term_that_disagree_are_not_guessed_at(team):
    batch = bring_in([policies({}, {"Annualized Premium": "13000.00"})], team)
    ((row, _, why),) = found(batch, "refused")
    assert (row, why) == (3, "Row 2 gives the same with other values.")
    assert PolicyTerm.objects.get().annual_premium == Decimal("12000.00")


def test_amounts_and_dates_are_read_as_systems_write_them(team):
    batch = bring_in(
        [
            policies({"Effective Date": "46113", "Annualized Premium": "$12,000.00"}),
            transactions({}, {"Transaction": "PCH", "Premium": "($1,234.00)", "Commission": "-9"}),
        ],
        team,
    )
    assert found(batch, "refused") == []
    term = PolicyTerm.objects.get()
    assert (term.effective_on, term.annual_premium) == (date(2026, 4, 1), Decimal("12000.00"))
    change = PolicyTransaction.objects.get(kind="END")
    assert (change.premium, change.commission) == (Decimal("-1234.00"), Decimal("-9.00"))


def test_typed_cells_of_a_workbook_are_read(team):
    row = POLICY | {
        "Effective Date": datetime(2026, 4, 1),  # noqa: DTZ001 - a cell knows no time zone
        "Expiration Date": date(2027, 4, 1),
        "Annualized Premium": 12000.1,
        "Agency Commission %": 12.5,
        "ZIP": 2108,
        "NAIC Code": 345,
    }
    book = openpyxl.Workbook()
    book.active.append(["Policies report"])
    book.active.append([])
    book.active.append(POLICIES)
    book.active.append([row.get(heading) for heading in POLICIES])
    book.active.append(["Total", *[None] * 16, 12000.1])
    out = io.BytesIO()
    book.save(out)
    batch = bring_in([upload("book.xlsx", out.getvalue())], team)
    assert found(batch, "refused") == []
    term = PolicyTerm.objects.select_related("policy__writing_company", "client").get()
    assert (term.effective_on, term.expires_on) == (date(2026, 4, 1), date(2027, 4, 1))
    assert (term.annual_premium, term.commission_rate) == (Decimal("12000.10"), Decimal("12.5"))
    assert (term.client.zip, term.policy.writing_company.naic) == ("02108", "00345")
    assert batch.files.get().totals[0]["file"] == "12000.10"


def test_a_semicolon_file_in_windows_1252_below_a_title_is_read(team):
    plain = policies({"Account Name": "Café Zoé"}).read().decode().replace(",", ";")
    content = ("Policies, all branches\r\n\r\n" + plain + "\r\nPrinted 11/01/2026 by X").encode(
        "cp1252"
    )
    batch = bring_in([upload("p.csv", content)], team)
    assert Client.objects.get().name == "Café Zoé"
    assert found(batch, "refused") == []
    assert "outside the table" in found(batch, "warning")[-1][2]


def test_a_total_row_that_does_not_tie_is_shown(team):
    content = policies({}, {"Policy Number": "B-26", "Bill Mode": "?"}).read()
    content += b"Total" + b"," * 17 + b'"$25,000.00"' + b"," * 6 + b"\n"
    batch = bring_in([upload("p.csv", content)], team)
    (line,) = batch.files.get().totals
    assert (line["file"], line["imported"], line["refused"]) == (
        "25000.00",
        "12000.00",
        "12000.00",
    )
    assert PolicyTerm.objects.count() == 1


def test_an_unknown_line_and_company_are_told_and_never_guessed(team):
    batch = bring_in([policies({"Line of Business": "MOONS", "Service Tier": "Platinum"})], team)
    warnings = " ".join(reason for _, _, reason in found(batch, "warning"))
    assert Policy.objects.get().line.code == "UN"
    assert "“MOONS” is no known line" in warnings
    assert "Zenith Casualty Company is a new company" in warnings
    assert "“Platinum” is no known tier" in warnings
    assert "Nobody here is called or coded “Dana Whitfield”" in warnings


def test_a_renewed_term_joins_the_policy_it_renews(team):
    renewed = {
        "Policy Number": "GL1000-27",
        "Effective Date": "04/01/2027",
        "Expiration Date": "04/01/2028",
    }
    other = {**renewed, "Policy Number": "XX1000-27"}
    bring_in([policies(renewed, {}, other)], team)
    assert PolicyTerm.objects.count() == 3
    assert Policy.objects.count() == 2
    first, second = PolicyTerm.objects.filter(number__startswith="GL1000")
    assert first.policy_id == second.policy_id


def test_the_row_of_the_latest_policy_describes_the_client(team):
    later = {
        "Policy Number": "B-27",
        "Effective Date": "04/01/2027",
        "Expiration Date": "04/01/2028",
        "City": "Fresno",
    }
    batch = bring_in([policies(later, {})], team)
    assert Client.objects.get().city == "Fresno"
    assert any("rows of client HARB01 disagree" in why for _, _, why in found(batch, "warning"))
    again = bring_in([policies(later, {})], team)
    assert again.totals.get("changed", 0) == 0


def test_what_comes_under_a_code_that_was_merged_away_goes_to_the_client_that_stayed(team):
    bring_in([policies({}, {"Lookup Code": "GONE01", "Policy Number": "G-26"})], team)
    kept, gone = Client.objects.get(code="HARB01"), Client.objects.get(code="GONE01")
    director = User.objects.create(name="Dora", email="dora@steward.example", role="director")
    merge_clients(kept=kept, gone=gone, take=set(), by=director)
    later = {"Effective Date": "04/01/2027", "Expiration Date": "04/01/2028"}
    row = {"Lookup Code": "GONE01", "Account Name": "Another Name", "Policy Number": "G-27"}
    bring_in([policies({**row, **later})], team)
    assert PolicyTerm.objects.get(number="G-27").client == kept
    assert Client.objects.get(pk=kept.pk).name == kept.name
    assert not Client.objects.get(pk=gone.pk).terms.exists()


def test_changes_are_shown_cell_by_cell_and_undone(team):
    first = bring_in([staff({}), policies({})], team)
    changed = {"Annualized Premium": "15000.00", "City": "Fresno", "FEIN": "98-7654321"}
    new = {"Policy Number": "C-26", "Line of Business": "PROP"}
    later = bring_in([policies({**changed}, {**new, **changed})], team)
    finding = later.files.get().findings.get(kind="changed", column="Annualized Premium")
    assert (finding.row, finding.before, finding.after) == (2, "12000.00", "15000.00")
    hidden = later.files.get().findings.get(kind="changed", column="FEIN")
    assert "98" not in hidden.before + hidden.after
    for change in ImportChange.objects.filter(batch=later, field="fein"):
        assert "98-7654321" not in str(change.after)
    assert Client.objects.get().fein == "98-7654321"
    with pytest.raises(DomainError, match="hang|changed"):
        undo_import(first, by=None, reason="Too early")
    undo_import(later, by=None, reason="Wrong file")
    client, term = Client.objects.get(), PolicyTerm.objects.get()
    assert (client.city, client.fein) == ("Oakland", "12-3456789")
    assert client.fein_digest == digest("12-3456789")
    assert term.annual_premium == Decimal("12000.00")
    assert term.coverages.get().premium == Decimal("12000.00")
    undo_import(first, by=None, reason="Now it may go")
    assert not Client.objects.exists()
    assert not WritingCompany.objects.exists()


def test_a_value_changed_by_hand_since_stays_when_the_import_is_undone(team):
    bring_in([policies({})], team)
    later = bring_in([policies({"City": "Fresno", "Phone": "(559) 555-0100"})], team)
    Client.objects.update(city="San Jose")
    undo_import(later, by=None, reason="Wrong file")
    client = Client.objects.get()
    assert (client.city, client.phone) == ("San Jose", "(510) 555-0101")


def test_a_new_executive_ends_the_former_assignment(team):
    luis = {"Code": "AE2", "Name": "Luis Ortega", "Email": "luis@agency.example"}
    bring_in([staff({}, luis), policies({}), transactions({})], team)
    batch = bring_in([policies({"Account Executive": "Luis Ortega"})], team)
    former, current = ServiceAssignment.objects.order_by("pk")
    assert (former.user.name, former.until_on) == ("Dana Whitfield", timezone.localdate())
    assert (current.user.name, current.until_on) == ("Luis Ortega", None)
    assert PolicyTransaction.objects.get().executive.name == "Dana Whitfield"
    undo_import(batch, by=None, reason="Not yet")
    assert ServiceAssignment.objects.get().until_on is None


def test_more_paid_on_a_later_export_becomes_a_receipt(team):
    bring_in([policies({}), invoices({"Paid": "81.60", "Balance": "12300.00"})], team)
    later = bring_in([invoices({"Paid": "381.60", "Balance": "12000.00"})], team)
    assert later.totals["changed"] == 1
    assert list(Receipt.objects.order_by("pk").values_list("amount", flat=True)) == [
        Decimal("81.60"),
        Decimal("300.00"),
    ]
    assert Invoice.objects.with_balance().get().balance == Decimal("12000.00")
    less = bring_in([invoices({})], team)
    assert "take that back there" in found(less, "refused")[0][2]
    undo_import(later, by=None, reason="Bounced")
    assert Invoice.objects.with_balance().get().balance == Decimal("12300.00")


def test_a_posted_invoice_is_not_rewritten(team):
    bring_in([policies({}), invoices({})], team)
    batch = bring_in([invoices({"Due Date": "05/21/2026"})], team)
    assert found(batch, "refused") == [
        (2, "Due Date", "The book has it otherwise; correct it by reversal.")
    ]
    assert Invoice.objects.get().due_on == date(2026, 4, 21)


def test_commission_is_posted_at_the_rate_of_the_term(team):
    bring_in([policies({}), invoices({})], team)
    income = Posting.objects.get(account="commission_income")
    assert income.amount == Decimal("-1800.00")


def test_nothing_is_booked_into_a_closed_month(team):
    files = [policies({}), transactions({})]
    batch = bring_in(files, team, open_from=date(2026, 5, 1))
    assert found(batch, "refused") == [
        (2, "Accounting Month", "April 2026 is closed; book it into an open month.")
    ]


def test_a_staff_list_does_not_make_people_who_see_everything(team):
    batch = bring_in([staff({"Role": "Principal"}, {"Email": "b@x.example", "Name": "B"})], team)
    assert not User.objects.get(role="principal").is_active
    assert "stays inactive until an administrator agrees" in found(batch, "warning")[0][2]
    dana = User.objects.get(name="B")
    assert dana.is_active
    assert not dana.has_usable_password()


def test_a_colleague_who_exists_keeps_role_and_address(cast):
    row = {"Name": "Ana Alvarez", "Email": "ana@steward.example", "Role": "Client Administrator"}
    batch = bring_in([staff(row)], cast.bay)
    cast.ana.refresh_from_db()
    assert cast.ana.role == "account_executive"
    assert "stays it" in found(batch, "warning")[0][2]


def test_clients_of_another_team_are_out_of_reach(cast):
    bring_in([policies({})], cast.valley)
    batch = bring_in([policies({"City": "Fresno"})], cast.bay, by=cast.ana)
    assert found(batch, "refused") == [
        (2, "Lookup Code", "Client HARB01 belongs to a team you do not see.")
    ]
    assert Client.objects.get().city == "Oakland"


def test_a_run_that_dies_in_the_middle_leaves_nothing(team):
    batch = start_batch([policies({}), transactions({}), invoices({})], team=team, by=None)

    class Killed(BaseException):
        pass

    def die_before_the_last_row(done, total, message):
        if message == "Invoices":
            assert PolicyTransaction.objects.count() == 1
            raise Killed

    for run in (check, run_import):
        with pytest.raises(Killed):
            run(batch, by=None, progress=die_before_the_last_row)
        batch.refresh_from_db()
        assert batch.state == "uploaded"
        for model in (Client, PolicyTerm, PolicyTransaction, Policy, WritingCompany, ImportChange):
            assert not model.objects.exists()


def test_an_undo_waits_for_the_work_done_since(cast):
    batch = bring_in([policies({}), invoices({})], cast.bay)
    ServiceOrder.objects.create(
        client=Client.objects.get(),
        type=OrderType.objects.first(),
        instructions="Do it.",
        requested_by=cast.ana,
        due_at=timezone.now() + timedelta(days=1),
        form_key=uuid.uuid4(),
    )
    with pytest.raises(DomainError, match="service order made since hangs on clients"):
        undo_import(batch, by=cast.ana, reason="Wrong")
    assert Posting.objects.exists()


def test_rows_a_hundred_apart_cost_no_more_queries(team, django_assert_max_num_queries):
    many = [{"Lookup Code": f"C{n}", "Policy Number": f"P{n}-26"} for n in range(300)]
    batch = start_batch([policies(*many)], team=team, by=None)
    with django_assert_max_num_queries(75, connection=connection):
        check(batch, by=None)

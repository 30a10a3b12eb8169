"""Direct bill: commission is expected, stated by the carrier, settled and realized."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Sum
from openpyxl import Workbook

from accounts.commissions.expecting import expect_what_is_new
from accounts.commissions.posting import post_statement, reverse_statement
from accounts.commissions.services import answer_row, choose_policy, map_columns, take_statement
from accounts.models import (
    Carrier,
    CommissionStatement,
    ExpectedCommission,
    FollowUp,
    Invoice,
    Posting,
    StatementRow,
)
from config.lib.errors import DomainError
from tests.cast import make_client, make_term

D = Decimal
PAID = date(2026, 6, 1)
HEAD = ["Policy Number", "Insured", "Effective Date", "Premium", "Commission"]
ROWS = [
    ["DB-001", "Harbor Bakery", "01/01/2026", "12,000.00", "1,800.00"],
    ["DB-002", "Harbor Bakery", "01/01/2026", "12,000.00", "1,500.00"],
    ["XX-999", "Nobody Knows", "01/01/2026", "100.00", "15.00"],
]
COLUMNS = dict(
    zip(["number", "insured", "effective_on", "premium", "commission"], HEAD, strict=True)
)


def csv(rows, total="3,315.00", name="june.csv"):
    lines = [",".join(f'"{cell}"' for cell in row) for row in [HEAD, *rows]]
    if total:
        lines.append(f'"Total","","","","{total}"')
    return ContentFile("\n".join(lines).encode(), name)


def workbook(rows, total):
    book, out = Workbook(), io.BytesIO()
    for row in [HEAD, *rows, ["Total", "", "", "", total]]:
        book.active.append(row)
    book.save(out)
    return ContentFile(out.getvalue(), "june.xlsx")


@pytest.fixture
def terms(cast):
    client = make_client(cast)
    made = [make_term(client, number=f"DB-00{n}", bill_mode="direct") for n in (1, 2)]
    expect_what_is_new()
    return made


@pytest.fixture
def take(cast):
    def taken(file, number="", columns=COLUMNS):
        statement = take_statement(
            carrier=Carrier.objects.get(name="Zenith Group"), file=file, number=number,
            paid_on=PAID, by=cast.acc,
        )  # fmt: skip
        if not statement.columns:
            map_columns(statement=statement, columns=columns, by=cast.acc)
        return CommissionStatement.objects.get(pk=statement.pk)

    return taken


def on(account) -> Decimal:
    found = Posting.objects.filter(account=account).aggregate(total=Sum("amount"))
    return found["total"] or D(0)


def row(number) -> StatementRow:
    return StatementRow.objects.select_related("statement").get(number=number)


def test_direct_bill_is_expected_once_as_estimated_and_never_in_trust(terms):
    assert expect_what_is_new() == 0
    assert ExpectedCommission.objects.count() == 2
    assert (on("carrier_receivable"), on("commission_estimated")) == (D("3600.00"), D("-3600.00"))
    assert (on("trust_cash"), on("commission_income"), on("receivable")) == (0, 0, 0)
    assert not Invoice.objects.exists()


def test_exceptions_are_settled_one_by_one_and_then_the_commission_is_realized(cast, terms, take):
    statement = take(csv(ROWS), "S-6")
    findings = dict(statement.rows.values_list("number", "finding"))
    assert findings == {"DB-001": "fits", "DB-002": "differs", "XX-999": "unknown"}
    with pytest.raises(DomainError, match="2 rows wait for somebody"):
        post_statement(statement=statement, by=cast.acc)
    answer_row(row=row("DB-002"), answer="dispute", note="Rate was 12.5 %", by=cast.acc)
    with pytest.raises(DomainError, match="Say first which policy"):
        answer_row(row=row("XX-999"), answer="accept", note="", by=cast.acc)
    with pytest.raises(DomainError, match="Say why"):
        answer_row(row=row("XX-999"), answer="apart", note=" ", by=cast.acc)
    answer_row(row=row("XX-999"), answer="apart", note="Not our client", by=cast.acc)
    post_statement(statement=statement, by=cast.acc)
    assert (on("operating_cash"), on("commission_income")) == (D("3300.00"), D("-3300.00"))
    assert (on("carrier_receivable"), on("commission_estimated")) == (D("300.00"), D("-300.00"))
    left = ExpectedCommission.objects.with_open().order_by("pk").values_list("open", flat=True)
    assert list(left) == [D("0.00"), D("300.00")]
    for act in (
        lambda: post_statement(statement=statement, by=cast.acc),
        lambda: answer_row(row=row("DB-001"), answer="accept", note="", by=cast.acc),
    ):
        with pytest.raises(DomainError, match="posted"):
            act()


def test_what_is_accepted_settles_all_that_was_expected(cast, terms, take):
    statement = take(csv(ROWS[1:2], "1,500.00"))
    answer_row(row=row("DB-002"), answer="accept", note="", by=cast.acc)
    post_statement(statement=statement, by=cast.acc)
    assert on("commission_income") == D("-1500.00")
    assert on("carrier_receivable") == D("1800.00")


def test_a_posted_statement_is_reversed_and_a_second_one_posted(cast, terms, take):
    statement = take(csv(ROWS[:1], "1,800.00"), "S-6")
    post_statement(statement=statement, by=cast.acc)
    with pytest.raises(DomainError, match="Say why"):
        reverse_statement(statement=statement, reason=" ", by=cast.acc)
    reverse_statement(statement=statement, reason="Paid twice", by=cast.acc)
    assert (on("operating_cash"), on("commission_income")) == (0, 0)
    assert on("carrier_receivable") == D("3600.00")
    with pytest.raises(DomainError, match="is reversed; only a posted one"):
        reverse_statement(statement=statement, reason="Again", by=cast.acc)
    second = take(csv(ROWS[:1], "1,800.00"), "S-6")
    post_statement(statement=second, by=cast.acc)
    assert (on("commission_income"), on("carrier_receivable")) == (D("-1800.00"), D("1800.00"))


def test_who_posts_a_disputed_row_comes_back_to_it_once(cast, terms, take):
    statement = take(csv(ROWS[1:2], "1,500.00"))
    answer_row(row=row("DB-002"), answer="dispute", note="Rate was 12.5 %", by=cast.acc)
    post_statement(statement=statement, by=cast.acc)
    follow_up = FollowUp.objects.get()
    assert (follow_up.owner, follow_up.term) == (cast.acc, terms[1])
    assert "Stated 1,500.00, expected 1,800.00. Rate was 12.5 %" in follow_up.note
    reverse_statement(statement=statement, reason="Wrong file", by=cast.acc)
    assert FollowUp.objects.count() == 1


def test_eight_who_book_expectations_at_once_book_each_transaction_once(live_cast):
    client = make_client(live_cast)
    made = [make_term(client, number=f"DB-{n}", bill_mode="direct") for n in range(5)]
    start = threading.Barrier(8)

    def book(n):
        try:
            start.wait(timeout=30)
            return expect_what_is_new()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(book, range(8)))
    assert sum(done) == len(made) == ExpectedCommission.objects.count()
    assert on("carrier_receivable") == 5 * D("1800.00")


def test_a_row_under_a_wrong_number_is_given_its_policy(cast, terms, take):
    wrong = ["ZZ-1", "Harbor Bakery", "", "12,000.00", "1,800.00"]
    take(csv([wrong], "1,800.00"))
    assert row("ZZ-1").finding == "unknown"
    choose_policy(row=row("ZZ-1"), term=terms[0], by=cast.acc)
    assert (row("ZZ-1").finding, row("ZZ-1").term) == ("fits", terms[0])
    foreign = make_term(terms[0].client, company="Other Company")
    foreign.policy.writing_company.carrier = Carrier.objects.create(name="Other Group")
    foreign.policy.writing_company.save()
    with pytest.raises(DomainError, match="is not with Zenith Group"):
        choose_policy(row=row("ZZ-1"), term=foreign, by=cast.acc)


def test_a_statement_that_does_not_tie_to_its_own_total_is_not_posted(cast, terms, take):
    statement = take(csv(ROWS[:1], "1,800.01"))
    with pytest.raises(DomainError, match=r"sum to 1,800\.00, but .* 1,800\.01"):
        post_statement(statement=statement, by=cast.acc)
    assert on("commission_income") == 0


def test_the_same_statement_is_recognized_in_any_form(terms, take):
    take(csv(ROWS), "S-6")
    with pytest.raises(DomainError, match="This file is here already"):
        take(csv(ROWS))
    with pytest.raises(DomainError, match="The same rows are here already"):
        take(workbook(ROWS, "3,315.00"))
    with pytest.raises(DomainError, match="Statement S-6 of Zenith Group is here already"):
        take(csv(ROWS[:1], "1,800.00"), "S-6")


def test_the_columns_are_remembered_for_the_carrier(cast, terms, take):
    take(csv(ROWS))
    second = take_statement(
        carrier=Carrier.objects.get(name="Zenith Group"), file=csv(ROWS[:1], "", "july.csv"),
        number="", paid_on=PAID, by=cast.acc,
    )  # fmt: skip
    assert second.rows.count() == 1


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["DB-001", "X", "01/01/2026", "1.00", "18$0"]], "Row 2, commission: “18\\$0” is not"),
        ([["DB-001", "X", "soon", "1.00", "18.00"]], "Row 2: “soon” is not a date"),
        ([], "no rows under its headings"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_and_nothing_is_kept(terms, take, rows, words):
    with pytest.raises(DomainError, match=words):
        take(csv(rows, ""))
    assert not StatementRow.objects.exists()


def test_a_statement_is_worked_on_its_pages(cast, terms, sign_in):
    browser = sign_in(cast.acc)
    carrier = Carrier.objects.get(name="Zenith Group")
    told = {"carrier": carrier.pk, "file": csv(ROWS), "number": "S-6", "paid_on": "2026-06-01"}
    page = browser.post("/commissions/statements/", told, follow=True)
    assert "Say which column is which" in page.content.decode()
    page = browser.post(page.redirect_chain[-1][0], COLUMNS, follow=True).content.decode()
    for words in ("ties to its own total", "Another amount than expected", "Nobody Knows"):
        assert words in page
    answer = browser.post(f"/commissions/rows/{row('DB-002').pk}/answer/", {"answer": "dispute"})
    assert answer.status_code == 422
    assert "Say why, so that the carrier can be asked." in answer.content.decode()
    missed = browser.post(f"/commissions/rows/{row('XX-999').pk}/policy/", {"number": "QQ"})
    assert "No policies of this carrier have the number" in missed.content.decode()
    assert "DB-001" in sign_in(cast.ana).get("/commissions/").content.decode()
    assert browser.get("/commissions/statements/").status_code == 403

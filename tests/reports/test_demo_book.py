"""The invented brokerage: every odd case, the same for the same seed, and books that tie."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Exists, F, Q, Sum
from django.utils import timezone

from accounts.clients.querysets import people_who_see
from accounts.models import (
    Activity,
    Client,
    Coverage,
    Invoice,
    InvoiceLine,
    JournalEntry,
    Mention,
    Pin,
    PolicyTerm,
    PolicyTransaction,
    Posting,
    Receipt,
    ServiceOrder,
)
from accounts.receivables.aging import aging
from config.lib.errors import DomainError
from renewals.dispositions.querysets import successors
from renewals.expirations.models import ExpirationAlert
from reports.dashboards.page import dashboard, period_of
from reports.demo.edges import SHARED_NUMBER
from reports.documents.kinds.listing import listed
from reports.models import MonthClose
from reports.production.figures import figures
from teams.access.roles import Role
from teams.models import License, OfficeClosure, Team, User
from tests.accounts.test_receivables import control_difference

TODAY = date(2026, 10, 14)
LOGINS = {
    "ae": Role.ACCOUNT_EXECUTIVE,
    "ae2": Role.ACCOUNT_EXECUTIVE,
    "cm": Role.CLIENT_MANAGER,
    "ca": Role.CLIENT_ADMINISTRATOR,
    "ca2": Role.CLIENT_ADMINISTRATOR,
    "marketing": Role.MARKETING,
    "risk": Role.RISK_LOSS,
    "cse": Role.SALES_EXECUTIVE,
    "accounting": Role.ACCOUNTING,
    "manager": Role.MANAGER,
    "director": Role.DIRECTOR,
    "principal": Role.PRINCIPAL,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMINISTRATOR,
}


def make(clients=25, seed=7, today=TODAY):
    call_command("demo_book", clients=clients, seed=seed, today=today, verbosity=0)


@pytest.fixture(scope="module")
def made_once(shared_rows):
    shared_rows(make)


@pytest.fixture
def book(made_once, db):
    """The book of 25 clients, made once for all tests of this module."""


def login(name: str) -> User:
    return User.objects.get(email=f"{name}@steward.example")


def kinds(**fields) -> set[str]:
    return set(PolicyTransaction.objects.filter(**fields).values_list("kind", flat=True))


def contents() -> dict[str, list]:
    """What the book says, without the ids."""
    return {
        "people": list(User.objects.order_by("email").values_list("email", "name", "role")),
        "clients": list(Client.objects.order_by("code").values_list("code", "name", "team__name")),
        "terms": sorted(
            PolicyTerm.objects.values_list(
                "client__code", "number", "effective_on", "annual_premium",
                "policy__writing_company__name",
            )
        ),
        "transactions": sorted(
            PolicyTransaction.objects.values_list(
                "term__number", "kind", "effective_on", "month", "premium", "commission",
                "entered_at",
            )
        ),
        "invoices": sorted(Invoice.objects.values_list("number", "invoice_on", "due_on", "total")),
        "postings": sorted(Posting.objects.values_list("account", "posted_on", "amount")),
        "orders": sorted(
            ServiceOrder.objects.values_list("form_key", "state", "due_at", "instructions")
        ),
    }  # fmt: skip


@pytest.mark.django_db
def test_every_login_opens_with_the_password_of_the_demo(book, client):
    for name, role in LOGINS.items():
        user = login(name)
        assert user.role == role
        assert client.login(username=user.email, password="steward-demo"), name


def test_the_teams_stand_in_two_departments_and_the_logins_in_the_right_ones(book):
    assert Team.objects.count() == 3
    assert Team.objects.values("department").distinct().count() == 2
    own = login("ae").teams.get()
    for name in ("cm", "ca", "ca2", "cse", "manager"):
        assert login(name).teams.get() == own
    assert login("ae2").teams.get().department != own.department
    assert not login("director").teams.exists()


def test_some_licenses_expire_soon_and_one_administrator_has_none(book):
    soon = License.objects.filter(expires_on__range=(TODAY, TODAY + timedelta(days=45)))
    assert {license.user.email.split("@")[0] for license in soon} >= {"risk", "cm"}
    assert not login("ca2").licenses.exists()
    assert OfficeClosure.objects.exists()


def test_a_small_book_has_every_kind_of_transaction(book):
    assert kinds() == {"NEW", "REN", "END", "CAN", "REI", "REW", "AUD", "NRN"}


def test_a_package_has_four_coverages_that_sum_to_its_premium(book):
    package = (
        PolicyTerm.objects.annotate(n=Count("coverages"), parts=Sum("coverages__premium"))
        .filter(n=4, policy__line__code="CPKGE")
        .first()
    )
    assert package.parts == package.annual_premium
    assert not Coverage.objects.filter(premium=0).exists()


def test_two_clients_have_the_same_policy_number(book):
    terms = PolicyTerm.objects.filter(number=SHARED_NUMBER)
    assert terms.values("client").distinct().count() == 2


def test_one_policy_still_waits_for_its_number(book):
    assert PolicyTerm.objects.filter(number="TBA", effective_on__lte=TODAY).count() == 1


def test_a_term_that_began_on_29_february_runs_to_the_28th(book):
    term = PolicyTerm.objects.get(effective_on=date(2024, 2, 29))
    assert term.expires_on == date(2025, 2, 28)
    assert term.policy.terms.count() == 3


def test_a_bond_runs_on_without_an_expiration(book):
    bond = PolicyTerm.objects.filter(expires_on=None).first()
    assert bond.policy.line.code == "LBOND"
    assert bond in PolicyTerm.objects.in_force(TODAY)


def test_there_are_prospects_and_former_clients(book):
    assert Client.objects.filter(terms=None).exists()
    in_force = PolicyTerm.objects.in_force(TODAY).values("client")
    former = Client.objects.exclude(pk__in=in_force).exclude(terms=None)
    assert former.exists()


def test_a_cancellation_returns_premium_and_leaves_a_credit(book):
    cancelled = PolicyTransaction.objects.filter(kind="CAN", premium__lt=0)
    assert cancelled.exists()
    assert Invoice.objects.open(TODAY).filter(balance__lt=0).exists()


def test_one_policy_is_cancelled_back_to_its_first_day(book):
    flat = PolicyTransaction.objects.get(
        kind="CAN", effective_on=F("term__effective_on"), term__policy__line__code="CRIM"
    )
    assert flat.premium == -flat.term.annual_premium


def test_a_cancelled_policy_was_rewritten_in_the_middle_of_its_term(book):
    rewrites = PolicyTransaction.objects.filter(kind="REW")
    days = set(
        PolicyTransaction.objects.filter(kind="CAN").values_list("term__client", "effective_on")
    )
    assert days & set(rewrites.values_list("term__client", "effective_on"))


def test_one_renewal_is_bound_ahead(book):
    assert PolicyTerm.objects.filter(
        effective_on=TODAY + timedelta(days=21), transactions__kind="REN"
    ).exists()


def test_surplus_lines_bills_carry_tax_and_stamping_fee_to_the_cent(book):
    invoice = Invoice.objects.filter(
        lines__kind="carrier_fee", term__policy__line__code="EXLIA"
    ).first()
    amounts = {line.kind: line.amount for line in invoice.lines.all()}
    parts = Invoice.objects.filter(transaction=invoice.transaction)
    whole = InvoiceLine.objects.filter(invoice__in=parts)
    if parts.count() == 1:
        taxed = amounts["premium"] + amounts["carrier_fee"]
        assert amounts["surplus_tax"] == round(taxed * 3 / 100, 2)
    assert whole.filter(kind="stamping_fee").exists()
    assert invoice.term.policy.billing_company is not None
    assert not invoice.term.policy.writing_company.admitted


def test_something_is_open_in_every_bucket_and_some_of_it_part_paid(book):
    report = aging(login("director"), TODAY, "due", "client")
    assert all(amount > 0 for amount in report.total.buckets.values()), report.total
    assert report.total.credits < 0
    assert report.total.unapplied < 0
    part = Invoice.objects.open(TODAY).filter(balance__gt=0, balance__lt=F("total"))
    assert part.exists()
    assert Receipt.objects.filter(allocations=None).exists()


def test_the_ledger_balances_and_ties_to_the_open_items(book):
    entries = JournalEntry.objects.annotate(total=Sum("postings__amount"))
    assert entries.exists()
    assert not entries.exclude(total=0).exists()
    for on in (TODAY, TODAY - timedelta(days=200)):
        assert control_difference(on) == 0


def test_the_book_moves_from_month_to_month_without_a_gap(book):
    for month in (date(2026, 9, 1), date(2026, 2, 1), date(2025, 6, 1)):
        identity = figures(login("director"), month).identity
        assert (identity.count_gap, identity.gap) == (0, Decimal("0.00")), month


def test_three_months_are_closed_and_the_last_of_them_says_what_came_too_late(book):
    director = login("director")
    months = [close.month for close in MonthClose.objects.order_by("month")]
    assert months == [date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)]
    august, september = (figures(director, month) for month in (months[-1], date(2026, 9, 1)))
    assert august.closed_at
    assert (august.late.count, august.late.premium) == (2, Decimal("855.00"))
    assert not september.closed_at
    assert september.identity.beginning == august.identity.ending
    may = figures(director, date(2026, 5, 1)).total.month["total"]
    booked = PolicyTransaction.objects.filter(month=date(2026, 5, 1))
    assert (may.count, may.premium) == (booked.count(), booked.aggregate(t=Sum("premium"))["t"])


def test_nothing_was_entered_or_billed_after_today(book):
    assert not PolicyTransaction.objects.filter(entered_at__date__gt=TODAY).exists()
    assert not Posting.objects.filter(posted_on__gt=TODAY).exists()
    early = Q(month__lt=F("effective_on")) & ~Q(month__month=F("effective_on__month"))
    assert not PolicyTransaction.objects.filter(early).exists()


def test_nothing_renewed_was_told(book):
    told = PolicyTerm.objects.filter(pk__in=ExpirationAlert.objects.values("term"))
    assert told.exists()
    assert not told.filter(Exists(successors())).exists()


def test_a_filled_book_is_left_alone(book):
    before = contents()
    call_command("demo_book", if_empty=True, clients=30)
    assert contents() == before
    with pytest.raises(CommandError, match="people or clients already"):
        call_command("demo_book", clients=30)


def test_the_timeline_tells_of_calls_answers_mentions_and_pins(book):
    kinds = set(Activity.objects.values_list("kind", flat=True))
    assert kinds == {"call", "email", "note", "meeting", "system"}
    assert Activity.objects.exclude(answers=None).exists()
    assert Pin.objects.exists()
    assert not Activity.objects.filter(happened_at__gt=timezone.now()).exists()
    for mention in Mention.objects.select_related("activity__client__team", "user")[:20]:
        assert people_who_see(mention.activity.client).filter(pk=mention.user_id).exists()


def told_by_rows(browser, user, shown) -> set[str]:
    """What the page behind a tile says its figure is, in the words a tile would use."""
    url = shown.figure.url
    try:
        found = listed(url, user)
    except DomainError:
        context = browser.get(url).context
        if "all" in context:
            return {f"{context['all'].won} of {context['all'].quoted} won"}
        total = context["found"].total
        return {f"{total.on_time:,} of {total.done:,} orders", f"{total.done:,}"}
    rows = list(found.rows)
    total = {str(value).replace("$", "").replace("−", "-") for _, value in found.totals}
    return {f"{len(rows):,}", f"{len(rows):,} due", f"{len(rows):,} to do", *total}


def test_every_tile_of_every_role_opens_rows_that_add_up_to_it(book, sign_in, time_machine):
    time_machine.move_to("2026-10-14 10:00:00-07:00", tick=True)
    wrong, filled = [], set()
    period = period_of(date(2026, 9, 1), "before", TODAY)
    for name in ("ae", "ca", "cse", "accounting", "manager", "director"):
        user = login(name)
        browser = sign_in(user)
        for tile in dashboard(user, period):
            figure = tile.figure
            value = f"{figure.value or 0:,.2f}" if figure.unit == "dollars" else tile.value
            told = told_by_rows(browser, user, tile)
            if figure.value:
                filled.add(tile.tile.name)
                if not told & {value, *figure.note.split("; ")}:
                    wrong.append((name, tile.tile.name, value, figure.note, told))
    assert wrong == []
    assert len(filled) > 14, sorted(filled)

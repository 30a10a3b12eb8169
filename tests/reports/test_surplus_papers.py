"""SL-2 and SL-1 on paper: what the search says, and what is owed for what was bound."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from accounts.certificates.models import Binder
from accounts.models import WritingCompany
from config.lib.errors import DomainError
from renewals.models import (
    BindOrder,
    BoundLine,
    DeclineReason,
    DiligentSearch,
    Placement,
    SubmissionStep,
)
from renewals.placements.opening import open_chosen
from reports.documents.registry import find
from reports.documents.services import ask_for, page
from reports.models import Letterhead
from teams.models import License
from tests.cast import make_client, make_term
from tests.renewals.test_binding import quote_of

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
ENDS = date(2026, 12, 10)


@pytest.fixture(autouse=True)
def _noon(db):
    with time_machine.travel(NOON, tick=False):
        Letterhead.objects.update_or_create(pk=1, defaults={"name": "Agency", "license": "0A12345"})
        yield


@pytest.fixture
def quote(cast):
    """$10,000 and a carrier's fee of $250 from an insurer that is not admitted."""
    bakery = make_client(cast, "Smith & Sons <Bakery>", state="CA")
    term = make_term(bakery, effective_on=ENDS.replace(year=2025), expires_on=ENDS)
    open_chosen(terms=[term], by=cast.ana)
    found = quote_of(Placement.objects.get(), cast.ana, company="Scottsdale")
    found.lines.update(premium=Decimal("10000.00"), fees=Decimal("250.00"))
    WritingCompany.objects.filter(pk=found.company_id).update(admitted=False, naic="41297")
    return found


@pytest.fixture
def search(quote, cast):
    return DiligentSearch.objects.create(
        placement=quote.submission.placement, line=quote.lines.get().line, searched_by=cast.ana,
        facts="A bakery with a wood-fired oven", disclosure="renewal",
    )  # fmt: skip


def paper(name: str, search: DiligentSearch, by) -> str:
    kind = find(name)
    ask = ask_for(kind, key=str(search.pk), as_of=None, params={}, by=by)
    return " ".join(page(kind, kind.build(ask), ask).split())


def declined(search: DiligentSearch, by, *names: str) -> None:
    for name in names:
        quote = quote_of(search.placement, by, company=name)
        quote.submission.lines.create(line=search.line)
        SubmissionStep.objects.create(
            submission=quote.submission, kind="declined", on=TODAY, by=by,
            reason=DeclineReason.objects.get(code="class"), contact=f"Una of {name}, 415-555-0101",
        )  # fmt: skip


def test_the_search_prints_once_it_is_complete_with_each_insurer_and_whom_to_ask(search, cast):
    declined(search, cast.ana, "Amber", "Birch")
    with pytest.raises(DomainError, match="2 of 3 declinations"):
        paper("diligent_search", search, cast.ana)
    declined(search, cast.ana, "Cedar")
    text = paper("diligent_search", search, cast.ana)
    for words in ("Una of Cedar, 415-555-0101", "A bakery with a wood-fired oven", "41297",
                  "Smith &amp; Sons &lt;Bakery&gt;", "Not needed: renewal",
                  f"license {License.objects.get(user=cast.ana).number}"):  # fmt: skip
        assert words in text


def test_somebody_without_a_license_cannot_sign_the_search(search, cast):
    declined(search, cast.ana, "Amber", "Birch", "Cedar")
    License.objects.filter(user=cast.ben).delete()
    DiligentSearch.objects.update(searched_by=cast.ben)
    with pytest.raises(DomainError, match="Ben Brooks holds no license"):
        paper("diligent_search", search, cast.ana)


def test_a_placement_prints_once_bound_with_tax_and_stamping_fee_of_its_effective_date(
    quote, search, cast
):
    with pytest.raises(DomainError, match="Nothing is bound"):
        paper("surplus_placement", search, cast.ana)
    client = quote.submission.placement.client
    term = make_term(client, effective_on=ENDS, number="SL-77", company="Scottsdale")
    order = BindOrder.objects.create(
        placement=search.placement, quote=quote, bound_on=TODAY, effective_on=ENDS,
        expires_on=ENDS.replace(year=2027), decided_by="Joe", decided_on=TODAY, evidence="E-mail",
        applications="ACORD 125", authorized_by="Uma", group=uuid.uuid4(), form_key=uuid.uuid4(),
        by=cast.ana,
    )  # fmt: skip
    binder = Binder.objects.create(
        client=client, term=term, line=search.line, company=quote.company, executed_on=TODAY,
        effective_on=ENDS, expires_on=date(2027, 2, 1), insured_amount=Decimal(500_000),
    )  # fmt: skip
    BoundLine.objects.create(
        order=order, placement=search.placement, line=search.line, term=term, binder=binder,
        transaction=term.transactions.get(),
    )  # fmt: skip
    text = paper("surplus_placement", search, cast.ana)
    # DOMAIN §4.5: 3 % and 0.18 % of premium and carrier's fee; filed within 60 days.
    for words in ("307.50", "18.45", "10,575.95", "SL-77", "01/23/2027"):
        assert words in text

"""A bakery with an admitted and a surplus lines policy, in California."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.billing.drafts import Wanted
from accounts.billing.services import bill
from accounts.models import WritingCompany
from tests.cast import make_client, make_term

ON = date(2026, 2, 1)


@pytest.fixture
def bakery(cast):
    return make_client(cast, state="CA")


@pytest.fixture
def term(bakery):
    """Admitted: premium 12,000.00, commission 1,800.00, from January 1, 2026."""
    return make_term(bakery)


@pytest.fixture
def surplus(bakery):
    """Not admitted: premium 10,000.00, commission 1,500.00, from January 1, 2026."""
    made = make_term(
        bakery, line="EXLIA", company="Tall Surplus Company", premium="10000.00",
        commission="1500.00",
    )  # fmt: skip
    WritingCompany.objects.filter(name="Tall Surplus Company").update(admitted=False)
    made.refresh_from_db()
    return made


@pytest.fixture
def first():
    """The first transaction of a term."""
    return lambda term: term.transactions.select_related(
        "term__client", "term__policy__writing_company"
    ).order_by("pk")[0]


@pytest.fixture
def billed(cast, first):
    """Bill the first transaction of a term as accounting does; gives the invoices."""

    def make(term, transaction=None, **wanted):
        fees = {k: Decimal(v) for k, v in wanted.pop("fees", {}).items()}
        wanted = {"invoice_on": ON, "home_state": "CA", "fees": fees, **wanted}
        return bill(
            transaction=transaction or first(term), wanted=Wanted(**wanted), form_key=None,
            by=cast.acc,
        )  # fmt: skip

    return make

"""The expiration list on paper (DOMAIN §7): what expires within so many days, by month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Prefetch

from accounts.clients.models import ServiceAssignment
from accounts.policies.models import PolicyTerm
from config.lib.errors import DomainError
from config.lib.exports import Sheet
from config.lib.money import ZERO
from reports.documents.registry import Ask, Kind, Option, register
from reports.documents.subjects import HOUSE
from teams.access.roles import Role
from teams.people.models import User

MOST = 1500


@dataclass(frozen=True)
class Expiring:
    """A policy that expires; premium of its full term with its endorsements, dollars."""

    client: str
    executive: str
    line: str
    number: str
    company: str
    bill: str
    expires_on: date
    days: int
    premium: Decimal


@dataclass(frozen=True)
class ExpirationList:
    """What expires within `days` of the as-of date, as one person sees it."""

    as_of: date
    days: int
    rows: list[Expiring]
    continuous: int
    seen_by: str
    scope: str

    @property
    def title(self) -> str:
        return f"Expirations of the next {self.days} days"

    @property
    def months(self) -> list[tuple[str, list[Expiring], Decimal]]:
        """(month, its policies, their premium)."""
        return [
            (name, found, sum((row.premium for row in found), ZERO))
            for name, rows in groupby(self.rows, lambda row: f"{row.expires_on:%B %Y}")
            for found in [list(rows)]
        ]

    @property
    def premium(self) -> Decimal:
        return sum((row.premium for row in self.rows), ZERO)

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "policies": len(self.rows),
            "premium": str(self.premium),
            "continuous_not_listed": self.continuous,
            "clients": self.scope,
        }


def build(ask: Ask) -> ExpirationList:
    """The list of the clients whom the one who asks sees; DomainError when it is endless."""
    days = int(ask.options["days"])
    terms = PolicyTerm.objects.visible_to(ask.by)
    executives = ServiceAssignment.objects.filter(
        role=Role.ACCOUNT_EXECUTIVE, until_on=None
    ).select_related("user")
    found = list(
        terms.expiring(ask.as_of, days)
        .with_annual(ask.as_of)
        .select_related("client", "policy__line", "policy__writing_company")
        .prefetch_related(Prefetch("client__assignments", executives, to_attr="executives"))
        .order_by("expires_on", "client__sort_key", "pk")[: MOST + 1]
    )
    if len(found) > MOST:
        raise DomainError(
            f"More than {MOST:,} policies expire; choose fewer days, or take the list as Excel.",
            "days",
        )
    return ExpirationList(
        as_of=ask.as_of,
        days=days,
        rows=[_row(term, ask.as_of) for term in found],
        continuous=terms.in_force(ask.as_of).filter(expires_on=None).count(),
        seen_by=ask.by.name,
        scope=str(ask.by.scope),
    )


def _row(term: Any, on: date) -> Expiring:
    people = term.client.executives
    return Expiring(
        client=term.client.name,
        executive=people[0].user.name if people else "",
        line=term.policy.line.name,
        number=term.number,
        company=term.policy.writing_company.name,
        bill=term.policy.get_bill_mode_display(),
        expires_on=term.expires_on,
        days=(term.expires_on - on).days,
        premium=term.annual,
    )


def sheets(found: ExpirationList, user: User) -> Iterator[Sheet]:
    """The list with its total, and where it comes from."""
    yield Sheet(
        "Expirations",
        ["Expires", "Days", "Client", "Account executive", "Line", "Policy", "Company", "Billing",
         "Premium"],
        [
            (r.expires_on, r.days, r.client, r.executive, r.line, r.number, r.company, r.bill,
             r.premium)
            for r in found.rows
        ],
        ["Total", "", "", "", "", "", "", "", found.premium],
    )  # fmt: skip
    yield Sheet(
        "About",
        ["What", "Value"],
        [
            ("As of", found.as_of),
            ("Days", found.days),
            ("Clients", found.scope),
            ("Continuous policies, not listed", found.continuous),
            ("Made for", user.name),
        ],
    )


register(
    Kind(
        name="expirations",
        label="Expiration list",
        rule="policies.view",
        template="documents/expirations.html",
        about=HOUSE,
        description="Policies in force that expire soon, by month.",
        options=(
            Option(
                "days", "Within", "120", (("30", "30 days"), ("60", "60"), ("90", "90"),
                                          ("120", "120 days")),
            ),
        ),
        build=build,
        sheets=sheets,
    )
)  # fmt: skip

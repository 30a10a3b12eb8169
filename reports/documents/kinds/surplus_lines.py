"""Surplus lines on paper: what forms SL-2 and SL-1 ask for, to be signed or transcribed.

The forms themselves belong to the stamping office; these say what goes into them (DOMAIN §4.5).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from accounts.billing.drafts import Tables
from accounts.billing.rules import Dates, rates_for, taxes
from accounts.clients.models import Client
from config.lib.errors import DomainError
from renewals.binding.models import BoundLine
from renewals.marketing.models import MarketRule
from renewals.placements.states import Kind as PlacementKind
from renewals.quotes.models import Quote, QuoteLine
from renewals.surplus.checking import SearchState, searches_of
from renewals.surplus.models import DiligentSearch
from reports.documents.registry import Ask, Kind, register
from reports.documents.subjects import Subject
from teams.people.models import License

if TYPE_CHECKING:
    from teams.people.models import User


def _find(key: str, user: "User") -> DiligentSearch:
    rows: Any = DiligentSearch.objects.visible_to(user)
    related = rows.select_related("placement__client", "line", "listing", "searched_by")
    found = related.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if found is None:
        raise DomainError("Choose the search it is about.", "subject")
    return found


def _choices(client: Client) -> list[tuple[str, str]]:
    rows = DiligentSearch.objects.filter(placement__client=client).select_related("line")
    return [
        (str(row.pk), f"{row.line}, {row.placement.target_on:%m/%d/%Y}")
        for row in rows.select_related("line", "placement").order_by("-placement__target_on", "pk")
    ]


SEARCH = Subject(
    "Surplus lines search", _find, lambda found: str(found.pk),
    lambda found: found.placement.client, _choices,
)  # fmt: skip


@dataclass(frozen=True)
class SearchPaper:
    """The search of one line, complete: why it may go to a non-admitted insurer."""

    state: SearchState
    client: Client
    as_of: date
    insurers: list[Quote]
    license: str

    @property
    def search(self) -> DiligentSearch:
        return self.state.search

    @property
    def title(self) -> str:
        return f"Diligent search report, {self.search.line}, {self.client.name}"

    @property
    def business(self) -> str:
        """New business or renewal, as the form asks."""
        renewal = self.search.placement.kind == PlacementKind.RENEWAL
        return "Renewal" if renewal else "New business"

    @property
    def disclosure(self) -> str:
        return _disclosure(self.search)

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "search": self.search.pk, "version": self.search.version,
            "declinations": [[d.company, d.on.isoformat()] for d in self.state.declinations],
        }  # fmt: skip


def build_search(ask: Ask) -> SearchPaper:
    """The search asked about. Raises DomainError with what it still lacks to be signed."""
    search: DiligentSearch = ask.about
    state = searches_of(search.placement, ask.as_of)[search.line_id]
    if state.missing:
        raise DomainError(f"Not yet to be signed: {'; '.join(state.missing)}.", "subject")
    return SearchPaper(
        state=state, client=search.placement.client, as_of=ask.as_of,
        insurers=list(_outside(search)), license=_license(search.searched_by, ask.as_of),
    )  # fmt: skip


def _outside(search: DiligentSearch) -> Any:
    """The quotes of non-admitted insurers for the line of the search."""
    rows = Quote.objects.filter(
        submission__placement=search.placement_id, lines__line=search.line_id,
        company__admitted=False, withdrawn_on=None,
    )  # fmt: skip
    return rows.select_related("company", "submission__company", "submission__intermediary")


def _license(user: "User", on: date) -> str:
    valid = Q(expires_on=None) | Q(expires_on__gte=on)
    row = License.objects.filter(valid, user=user, state="CA").exclude(number="").first()
    if row is None:
        raise DomainError(f"{user} holds no license; a licensed person signs it.", "subject")
    return row.number


@dataclass(frozen=True)
class PlacementPaper:
    """One line bound with a non-admitted insurer, and what is owed to the state for it."""

    bound: BoundLine
    client: Client
    as_of: date
    limits: list[tuple[str, str]]
    amounts: list[tuple[str, Decimal]]
    file_by: date | None
    disclosure: str
    rates: dict[str, Decimal] = field(default_factory=dict)

    @property
    def quote(self) -> Quote:
        return self.bound.order.quote

    @property
    def title(self) -> str:
        return f"Surplus lines placement, {self.bound.line}, {self.client.name}"

    @property
    def total(self) -> Decimal:
        return sum((amount for _, amount in self.amounts), Decimal(0))

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "bound": self.bound.pk, "term": self.bound.term_id,
            "bound_on": self.bound.order.bound_on.isoformat(),
        }  # fmt: skip


def build_placement(ask: Ask) -> PlacementPaper:
    """What was bound for the line of the search asked about.

    Raises DomainError while nothing is bound with a non-admitted insurer, and where the rate
    table has no tax for the insured's state on the effective date.
    """
    search: DiligentSearch = ask.about
    bound = _bound(search)
    row = bound.order.quote.lines.prefetch_related("details__field").get(line=search.line_id)
    client, rule = search.placement.client, MarketRule.objects.in_force(ask.as_of).get("filing")
    amounts, rates = _amounts(row, bound, client)
    return PlacementPaper(
        bound=bound, client=client, as_of=ask.as_of,
        limits=[(d.field.label, d.shown) for d in row.details.all()],
        amounts=amounts, rates=rates,
        file_by=bound.order.bound_on + timedelta(days=int(rule.value)) if rule else None,
        disclosure=_disclosure(search),
    )  # fmt: skip


def _disclosure(search: DiligentSearch) -> str:
    """What became of the D-1, as its tile says it."""
    words = search.get_disclosure_display().removeprefix("D-1 ").capitalize()
    return f"{words}, {search.disclosed_on:%m/%d/%Y}" if search.disclosed_on else words


def _bound(search: DiligentSearch) -> BoundLine:
    rows = BoundLine.objects.filter(
        placement=search.placement_id, line=search.line_id, order__quote__company__admitted=False
    ).select_related(
        "line", "term__policy", "binder", "order__quote__company", "order__by",
        "order__quote__submission__company", "order__quote__submission__intermediary",
    )  # fmt: skip
    found = rows.first()
    if found is None:
        raise DomainError(
            f"Nothing is bound with a non-admitted insurer for {search.line} yet.", "subject"
        )
    return found


def _amounts(
    row: QuoteLine, bound: BoundLine, client: Client
) -> tuple[list[tuple[str, Decimal]], dict[str, Decimal]]:
    """Premium with terrorism cover if taken, the carrier's fees, tax and stamping fee by rate."""
    order = bound.order
    premium = row.premium + (row.terrorism if order.terrorism else Decimal(0))
    day = order.effective_on
    rates = rates_for(client.state, Dates("NEW", day, day, day), Tables(day).taxes)
    owed = taxes({"premium": premium, "carrier_fee": row.fees}, rates)
    amounts = [
        ("Premium", premium), ("Carrier’s fees", row.fees),
        ("Surplus lines tax", owed["surplus_tax"]), ("Stamping fee", owed["stamping_fee"]),
    ]  # fmt: skip
    return amounts, {code: rate.percent for code, rate in rates.items()}


register(
    Kind(
        name="diligent_search",
        label="Diligent search report (SL-2)",
        rule="policies.view",
        template="documents/diligent_search.html",
        about=SEARCH,
        description="Who declined the risk and why, to be signed by who made the search.",
        licensed=True,
        build=build_search,
    )
)
register(
    Kind(
        name="surplus_placement",
        label="Surplus lines placement (SL-1)",
        rule="policies.view",
        template="documents/surplus_placement.html",
        about=SEARCH,
        description="What was bound with a non-admitted insurer, for the report of the placement.",
        licensed=True,
        build=build_placement,
    )
)

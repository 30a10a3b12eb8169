"""The binder: proof of cover until the policy issues, with what CIC 382.5 asks it to say."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.certificates.models import Binder
from accounts.certificates.rules import LARGE_BINDER
from accounts.clients.models import Client
from accounts.coverages.models import AdditionalInterest
from accounts.policies.models import PolicyTerm
from accounts.schedules.models import Location
from config.lib.errors import DomainError
from config.lib.templatetags.steward import money_plain
from reports.documents.program import named_insureds_on, shown, there_on
from reports.documents.registry import Ask, Kind, register
from reports.documents.subjects import BINDER

Lenders = AdditionalInterest.Kind
LENDERS = (Lenders.MORTGAGEE, Lenders.LIENHOLDER, Lenders.LOSS_PAYEE)
OF_PROPERTY = ("PROP", "BOP", "CPKGE", "INMRC", "BLDRK", "EQ", "FLOOD")
# Said in our own words, after CIC 382.5.
UNTIL = (
    "This binder is temporary evidence of the insurance described. It ends on the day shown, or "
    "earlier when the policy is issued; the policy then states the whole of the insurance. That "
    "it ends is neither a cancellation nor a non-renewal of a policy."
)


@dataclass(frozen=True)
class BinderPaper:
    """A binder on paper."""

    binder: Binder
    client: Client
    as_of: date
    named_insureds: list[str]
    lenders: list[tuple[str, str]]
    property_lines: list[str]
    coverage: list[tuple[str, str]]
    exclusions: list[str]
    premium: str
    statement: str = UNTIL

    @property
    def title(self) -> str:
        return f"Insurance binder {self.number}, {self.client.name}"

    @property
    def number(self) -> str:
        return self.binder.number or f"B{self.binder.pk:05d}"

    @property
    def is_large(self) -> bool:
        """Whether CIC 382.5 leaves it alone: insurance of $1,000,000 or more."""
        return self.binder.insured_amount >= LARGE_BINDER

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "binder": self.number,
            "executed": self.binder.executed_on.isoformat(),
            "ends": self.binder.expires_on.isoformat(),
        }


def build(ask: Ask) -> BinderPaper:
    """The binder asked about. Raises DomainError while it names no insurer or no cover."""
    binder: Binder = ask.about
    if binder.company is None:
        raise DomainError("Enter the insurer that bound it; a binder names it.", "subject")
    policies = []
    if binder.term is not None:
        policies = shown(
            PolicyTerm.objects.filter(pk=binder.term.pk), max(ask.as_of, binder.effective_on)
        )
    coverage = [_parted(line) for line in binder.coverage.splitlines() if line.strip()]
    if not coverage:
        several = [c for p in policies for c in p.coverages]
        coverage = [(f"{c.line}: {name}" if len(several) > 1 else name, value)
                    for c in several for name, value in [*c.limits, *c.retained]]  # fmt: skip
    if not coverage:
        raise DomainError("Say on the binder what it covers, and for how much.", "subject")
    names = named_insureds_on(binder.client, binder.effective_on)
    return BinderPaper(
        binder=binder,
        client=binder.client,
        as_of=ask.as_of,
        named_insureds=names[1:],
        lenders=_lenders(binder),
        property_lines=_property(binder),
        coverage=coverage,
        exclusions=[w for w in binder.exclusions.splitlines() if w.strip()],
        premium=money_plain(policies[0].premium) if policies else "",
    )


def _parted(line: str) -> tuple[str, str]:
    """A limit in words and its amount apart, where the line ends with an amount."""
    words, _, last = line.strip().rpartition(" ")
    return (words, last) if words and last.startswith("$") else (line.strip(), "")


def _lenders(binder: Binder) -> list[tuple[str, str]]:
    if binder.term is None:
        return []
    rows = binder.term.interests.filter(kind__in=LENDERS)
    return [
        (row.get_kind_display(), ", ".join(filter(None, [row.name, row.address, row.loan_number])))
        for row in rows
    ]


def _property(binder: Binder) -> list[str]:
    said = [w for w in binder.property_description.splitlines() if w.strip()]
    if said or binder.line.code not in OF_PROPERTY:
        return said
    rows = Location.objects.filter(there_on(binder.effective_on), client=binder.client)
    return [
        f"{row.number}: {row.street}, {row.city}, {row.state} {row.zip}; {_values(row)}"
        for row in rows.order_by("number")[:40]
    ]


def _values(row: Location) -> str:
    parts = {"building": row.building, "contents": row.contents, "income": row.income}
    said = [f"{name} ${amount:,.0f}" for name, amount in parts.items() if amount]
    return ", ".join(said) or "no values on file"


register(
    Kind(
        name="binder",
        label="Insurance binder",
        rule="policies.view",
        template="documents/binder.html",
        about=BINDER,
        description="Proof of cover until the policy issues.",
        licensed=True,
        build=build,
    )
)

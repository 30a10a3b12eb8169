"""The summary of insurance (DOMAIN §4.1): schedule, details, schedules, interests, offers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.clients.models import Client
from accounts.coverages.models import AdditionalInterest
from accounts.schedules.models import Driver, Equipment, ExperienceMod, Location, Vehicle, WorkClass
from config.lib.dates import add_months
from config.lib.exports import Sheet, typed
from config.lib.money import ZERO
from reports.documents.models import Narrative
from reports.documents.offers import Offer, offers_of
from reports.documents.program import (
    Program,
    named_insureds_on,
    program_of,
    there_on,
)
from reports.documents.registry import Ask, Kind, Option, register
from reports.documents.subjects import CLIENT
from teams.people.models import User

SECTIONS = (("offers", "Coverages offered and declined"), ("notes", "Notes"))


@dataclass(frozen=True)
class Summary:
    """What a client is insured for on a day: data only."""

    client: Client
    as_of: date
    program: Program
    names: list[str]
    locations: list[Location]
    vehicles: list[Vehicle]
    drivers: list[Driver]
    work: list[WorkClass]
    mods: list[ExperienceMod]
    equipment: list[Equipment]
    interests: list[AdditionalInterest]
    offers: list[Offer]
    narrative: dict[str, str]
    premiums: bool

    @property
    def title(self) -> str:
        return f"Summary of insurance, {self.client.name}"

    @property
    def values(self) -> Decimal:
        """Total insured value of the locations, dollars."""
        return sum((place.insured_value for place in self.locations), ZERO)

    @property
    def payroll(self) -> Decimal:
        return sum((row.payroll for row in self.work), ZERO)

    @property
    def equipment_value(self) -> Decimal:
        return sum((row.value for row in self.equipment), ZERO)

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "policies": len(self.program.policies),
            "premium": str(self.program.premium),
            "locations": len(self.locations),
            "total_insured_value": str(self.values),
            "vehicles": len(self.vehicles),
        }


def build(ask: Ask) -> Summary:
    """The summary of the client asked about, with what was there on the as-of date."""
    client: Client = ask.about
    there = there_on(ask.as_of)
    work = list(WorkClass.objects.filter(there, client=client).order_by("-year", "class_code"))
    program = program_of(client, ask.as_of)
    terms = [policy.term.pk for policy in program.policies]
    interests = AdditionalInterest.objects.filter(term__in=terms)
    return Summary(
        client=client,
        as_of=ask.as_of,
        program=program,
        names=named_insureds_on(client, ask.as_of),
        locations=_numbered(Location, client, there),
        vehicles=_numbered(Vehicle, client, there),
        drivers=list(Driver.objects.filter(there, client=client).order_by("name", "pk")),
        work=[row for row in work if row.year == work[0].year] if work else [],
        mods=list(
            ExperienceMod.objects.filter(there, client=client, rated_on__lte=ask.as_of).order_by(
                "-rated_on", "-pk"
            )[:3]
        ),
        equipment=_numbered(Equipment, client, there),
        interests=list(interests.select_related("term__policy__line")),
        offers=[
            row
            for row in offers_of(client, add_months(ask.as_of, -12), ask.as_of)
            if not row.accepted
        ],
        narrative=Narrative.objects.of(client, "summary"),
        premiums=ask.options["premiums"],
    )


def _numbered(model: Any, client: Client, there: Any) -> list[Any]:
    rows = list(model.objects.filter(there, client=client).order_by("pk"))
    return sorted(rows, key=lambda row: (len(row.number), row.number, row.pk))


def sheets(found: Summary, user: User) -> Iterator[Sheet]:
    """Policies, coverages, locations, vehicles, and where it comes from."""
    yield Sheet(
        "Policies",
        ["Line", "Company", "Policy", "Effective", "Expires", "Billing", "Notes", "Premium"],
        [
            (p.line, p.company, p.number, p.effective_on, p.expires_on, p.bill,
             "; ".join(p.notes), p.premium)
            for p in found.program.policies
        ],
        ["Total", "", "", "", "", "", "", found.program.premium],
    )  # fmt: skip
    yield Sheet(
        "Coverages",
        ["Policy", "Line", "What", "Value"],
        [
            (p.number, c.line, label, typed(value))
            for p in found.program.policies
            for c in p.coverages
            for label, value in [*c.limits, *c.retained, *c.others]
        ],
    )
    yield Sheet(
        "Locations",
        ["No.", "Name", "Street", "City", "State", "ZIP", "Building", "Contents", "Income", "TIV"],
        [
            (r.number, r.name, r.street, r.city, r.state, r.zip, r.building, r.contents, r.income,
             r.insured_value)
            for r in found.locations
        ],
        ["Total", "", "", "", "", "", "", "", "", found.values],
    )  # fmt: skip
    yield Sheet(
        "Vehicles",
        ["Unit", "Year", "Make", "Model", "VIN", "Garaging ZIP", "Cost new"],
        [(v.number, v.year, v.make, v.model, v.vin, v.garaging_zip, v.cost_new)
         for v in found.vehicles],
    )  # fmt: skip
    yield Sheet(
        "Offered",
        ["Coverage", "What was offered", "Offered", "Decision", "Decided", "By", "Note"],
        [
            (o.coverage, o.what, o.offered_on, o.decision, o.decided_on, o.decided_by, o.note)
            for o in found.offers
        ],
    )
    yield Sheet(
        "About",
        ["What", "Value"],
        [
            ("Client", found.client.name),
            ("As of", found.as_of),
            ("Policies", len(found.program.policies)),
            ("Made for", user.name),
            ("Note", "A summary only; the policies govern."),
        ],
    )


register(
    Kind(
        name="summary",
        label="Insurance summary",
        rule="policies.view",
        template="documents/summary.html",
        about=CLIENT,
        description="Every policy in force with its limits, values, vehicles, interests.",
        options=(Option("premiums", "Print the premiums", True),),
        sections=SECTIONS,
        licensed=True,
        build=build,
        sheets=sheets,
    )
)

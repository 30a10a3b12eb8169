"""The stewardship report (DOMAIN §3): what was done in the year, in ten parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.dateformat import format as date_format
from django.utils.safestring import mark_safe

from accounts.clients.models import Client, ServiceAssignment
from accounts.policies.models import PolicyTransaction
from config.lib.dates import add_months
from config.lib.exports import Sheet
from config.lib.money import ZERO
from config.lib.templatetags.steward import money_plain, us_date
from reports.charts.render import svg
from reports.charts.specs import Pair, paired_columns
from reports.documents.experience import Experience, change, experience_of
from reports.documents.models import Narrative
from reports.documents.offers import MarketAsked, Offer, markets_of, offers_of
from reports.documents.program import Program, program_of
from reports.documents.registry import Ask, Kind, Option, register
from reports.documents.service_log import ServiceLog, service_log_of
from reports.documents.subjects import CLIENT
from teams.people.models import User

SECTIONS = (
    ("summary", "Executive summary"),
    ("transacted", "Insurance transacted"),
    ("team", "Account service team"),
    ("premium", "Premium and exposure history"),
    ("losses", "Loss summary"),
    ("service", "Service log"),
    ("market", "Market summary"),
    ("gaps", "Coverage gaps and recommendations"),
    ("compensation", "Compensation"),
    ("goals", "Goals and service calendar"),
)
LARGE = 25_000


@dataclass(frozen=True)
class LineCompared:
    """A line this year and a year before (dollars)."""

    line: str
    now: Decimal
    before: Decimal

    @property
    def change(self) -> Decimal | None:
        """Percent, one place; None when it is new."""
        return change(self.now, self.before)


@dataclass(frozen=True)
class Stewardship:
    """The year of a client: data only, frozen when it is made."""

    client: Client
    since: date
    as_of: date
    now: Program
    before: Program
    transactions: list[PolicyTransaction]
    team: list[ServiceAssignment]
    left: list[ServiceAssignment]
    experience: Experience
    service: ServiceLog
    markets: list[MarketAsked]
    offers: list[Offer]
    narrative: dict[str, str]
    commission: list[tuple[str, Decimal]] | None
    threshold: int

    @property
    def title(self) -> str:
        return f"Stewardship report, {self.client.name}"

    @property
    def lines(self) -> list[LineCompared]:
        """Every line there is or was, with both premiums; they add up to both programs."""
        sums: dict[str, list[Decimal]] = {}
        for place, program in enumerate((self.now, self.before)):
            for policy in program.policies:
                sums.setdefault(policy.line, [ZERO, ZERO])[place] += policy.premium
        return [LineCompared(line, *pair) for line, pair in sorted(sums.items())]

    @property
    def change(self) -> Decimal | None:
        return change(self.now.premium, self.before.premium)

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The parts that are printed; compensation only where it was asked for."""
        return [s for s in SECTIONS if s[0] != "compensation" or self.commission is not None]

    @property
    def paid_total(self) -> Decimal:
        return sum((amount for _, amount in self.commission or []), ZERO)

    @property
    def unwritten(self) -> dict[str, str]:
        """What stands in a section while nobody has written anything for it."""
        return {
            "summary": f"This report gives an account of what was done for {self.client.name} from "
            f"{date_format(self.since, 'F j, Y')} to {date_format(self.as_of, 'F j, Y')}: the "
            "insurance that was placed, what it cost, what was lost, and how we kept our promises.",
            "market": "The program is placed with these companies:",
            "gaps": "What we offered and recommended, and what you decided:"
            if self.offers
            else "No recommendation has been written down for this report.",
        }

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat(),
            "policies": len(self.now.policies),
            "premium": str(self.now.premium),
            "premium_before": str(self.before.premium),
            "commitments": len(self.service.commitments),
            "met_on_time_percent": str(self.service.share_met),
            "narratives": ", ".join(sorted(self.narrative)) or "none",
            "compensation": self.commission is not None,
        }


def build(ask: Ask) -> Stewardship:
    """The report on the year up to the as-of date of the client asked about."""
    client, since = ask.about, add_months(ask.as_of, -12)
    now, before = program_of(client, ask.as_of), program_of(client, since)
    served = client.assignments.select_related("user").order_by("role", "pk")
    return Stewardship(
        client=client,
        since=since,
        as_of=ask.as_of,
        now=now,
        before=before,
        transactions=list(
            PolicyTransaction.objects.filter(
                term__client=client, effective_on__gt=since, effective_on__lte=ask.as_of
            )
            .select_related("term__policy__line")
            .order_by("effective_on", "pk")
        ),
        team=[row for row in served if row.until_on is None or row.until_on > ask.as_of],
        left=[row for row in served if row.until_on and since < row.until_on <= ask.as_of],
        experience=experience_of(client, ask.as_of, ask.options["large"]),
        service=service_log_of(client, since, ask.as_of),
        markets=markets_of(client, since, ask.as_of),
        offers=offers_of(client, since, ask.as_of),
        narrative=Narrative.objects.of(client, "stewardship"),
        commission=_commission(now, ask.as_of) if ask.options["compensation"] else None,
        threshold=ask.options["large"],
    )


def _commission(program: Program, on: date) -> list[tuple[str, Decimal]]:
    terms = {policy.term.pk: policy for policy in program.policies}
    rows = PolicyTransaction.objects.filter(term__in=terms, effective_on__lte=on).order_by()
    sums = rows.values("term").annotate(total=Sum("commission"))
    totals = {row["term"]: row["total"] for row in sums}
    return [
        (f"{policy.line} {policy.number}", totals.get(pk, ZERO)) for pk, policy in terms.items()
    ]


def context(report: Stewardship) -> dict[str, Any]:
    """The chart of premium and losses by year, when there are figures to draw."""
    years = report.experience.years
    if not any(premium for _, premium, _ in years):
        return {"chart": ""}
    pairs = [Pair(str(year), premium, incurred) for year, premium, incurred in years]
    spec = paired_columns(pairs, "Premium", "Incurred losses")
    return {"chart": mark_safe(svg(spec, "Premium and incurred losses by year"))}  # noqa: S308


def sheets(found: Stewardship, user: User) -> Iterator[Sheet]:
    """Lines, history and losses, commitments, and where it comes from."""
    yield Sheet(
        "Premium",
        ["Line", "This year", "A year before", "Change %"],
        [(row.line, row.now, row.before, row.change) for row in found.lines],
        ["Total", found.now.premium, found.before.premium],
    )
    yield Sheet(
        "History",
        ["Year", "Line", "Premium", "Exposure", "Claims", "Open", "Paid", "Reserved", "Incurred",
         "Loss ratio %", "Missing"],
        [
            (r.year, r.line, r.premium, r.exposure, r.claims, r.open, *(
                (r.paid, r.reserved, r.incurred) if r.claims is not None else (None,) * 3
            ), r.loss_ratio, r.missing)
            for r in found.experience.rows
        ],
    )  # fmt: skip
    yield Sheet(
        "Commitments",
        ["Commitment", "Due", "Met", "Standing"],
        [
            (c.template.name, c.due_on, c.met_on, c.standing.replace("_", " "))
            for c in found.service.commitments
        ],
    )
    yield Sheet(
        "Markets",
        ["Market", "Lines", "Asked", "Answer", "Reason"],
        [(row.market, row.lines, row.sent_on, row.answer, row.reason) for row in found.markets],
    )
    yield Sheet(
        "Recommendations",
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
            ("From", found.since),
            ("As of", found.as_of),
            ("Losses", "Valued by the as-of date; what was not received is left empty, never zero"),
            ("Made for", user.name),
        ],
    )


def word(found: Stewardship) -> dict[str, Any]:
    """The same parts for Word: the narrative and the main tables."""
    tables: dict[str, list[dict[str, Any]]] = {
        "transacted": [
            {
                "caption": "",
                "heads": ["Line", "This year", "A year before"],
                "rows": [[r.line, money_plain(r.now), money_plain(r.before)] for r in found.lines]
                + [["Total", money_plain(found.now.premium), money_plain(found.before.premium)]],
            }
        ],
        "team": [
            {
                "caption": "",
                "heads": ["Name", "What for"],
                "rows": [[row.user.name, row.get_role_display()] for row in found.team],
            }
        ],
        "premium": [
            {
                "caption": "",
                "heads": ["Year", "Line", "Premium", "Exposure", "Change"],
                "rows": [
                    [str(r.year), r.line, money_plain(r.premium),
                     "not reported" if r.exposure is None else f"{r.exposure:,.0f}",
                     "" if r.change is None else f"{r.change} %"]
                    for r in found.experience.rows
                ],
            }
        ],
        "market": [
            {
                "caption": "",
                "heads": ["Line", "Company", "AM Best"],
                "rows": [[str(p.line), p.company, p.rating or "–"] for p in found.now.policies],
            },
            {
                "caption": "Markets asked in the year",
                "heads": ["Market", "Lines", "Answer"],
                "rows": [
                    [row.market, row.lines, ": ".join(filter(None, (row.answer, row.reason)))]
                    for row in found.markets
                ],
            },
        ],
        "gaps": [
            {
                "caption": "",
                "heads": ["Coverage", "What was offered", "Decision"],
                "rows": [
                    [o.coverage, o.what,
                     f"{o.decision}{f', {us_date(o.decided_on)}' if o.decided_on else ''}"]
                    for o in found.offers
                ],
            }
        ],
        "compensation": [
            {
                "caption": "",
                "heads": ["Policy", "Commission"],
                "rows": [[label, money_plain(amount)] for label, amount in found.commission or []],
            }
        ],
        "losses": [
            {
                "caption": "",
                "heads": ["Year", "Line", "Claims", "Incurred"],
                "rows": [
                    [str(r.year), r.line, *((str(r.claims), money_plain(r.incurred))
                     if r.claims is not None else (r.missing, ""))]
                    for r in found.experience.rows
                ],
            }
        ],
        "service": [
            {
                "caption": "",
                "heads": ["What", "How many"],
                "rows": [[label, count] for label, count in found.service.done],
            }
        ],
        "goals": [
            {
                "caption": "",
                "heads": ["By", "What"],
                "rows": [[us_date(c.due_on), c.template.name] for c in found.service.ahead],
            }
        ],
    }  # fmt: skip
    return {
        "title": "Stewardship report",
        "client": found.client.name,
        "as_of": us_date(found.as_of),
        "sections": [
            {
                "title": f"{number}. {title}",
                "paragraphs": [
                    text
                    for text in (
                        found.narrative.get(slug) or found.unwritten.get(slug, "")
                    ).splitlines()
                    if text.strip()
                ],
                "tables": [table for table in tables.get(slug, []) if table["rows"]],
            }
            for number, (slug, title) in enumerate(found.sections, start=1)
        ],
    }


register(
    Kind(
        name="stewardship",
        label="Stewardship report",
        rule="service.view",
        template="documents/stewardship.html",
        about=CLIENT,
        description="The year in ten parts: program, premium, losses, service, goals.",
        options=(
            Option("large", "List losses from ($)", LARGE),
            Option(
                "compensation", "Disclose the agency's commission", False,
                rule="documents.compensation", help="Only when the client asks for it.",
            ),
        ),
        sections=SECTIONS,
        licensed=True,
        second_person=True,
        build=build,
        context=context,
        sheets=sheets,
        word=word,
    )
)  # fmt: skip

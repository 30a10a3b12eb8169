"""The insurance proposal, printed from a frozen version (DOMAIN §4.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.clients.models import Client
from config.lib.errors import DomainError
from config.lib.exports import Sheet, typed
from config.lib.templatetags.steward import text_money, us_date
from renewals.proposals.models import ProposalVersion
from reports.documents.registry import Ask, Kind, register
from reports.documents.subjects import CHOICES_SHOWN, Subject
from teams.people.models import User

DISCLAIMER = (
    "This proposal is an outline of what the insurers offered. It is not a policy and does not "
    "change one; the policies with their conditions, limits and exclusions govern. Coverage is "
    "not bound until an insurer or we confirm it in writing. Please tell us of every operation, "
    "location, vehicle, employee and contract that is not reflected here."
)
RATINGS = (
    "Ratings of AM Best are opinions of an insurer’s financial strength on the day of the "
    "proposal. They change, and we do not guarantee that an insurer will be able to pay."
)
NOT_ADMITTED = (
    "An insurer marked as not admitted is not licensed in California, is not supervised as "
    "admitted insurers are, and takes no part in the guarantee funds of the state. Its policies "
    "bear surplus lines tax and a stamping fee."
)
TERRORISM = (
    "Cover for certified acts of terrorism is offered with each policy at the charge shown. "
    "Please accept or reject it in writing."
)


@dataclass(frozen=True)
class ProposalPaper:
    """A frozen version on paper; everything but the letterhead is read from its row."""

    version: ProposalVersion
    client: Client
    as_of: date
    content: dict[str, Any]
    reviewer: str
    disclaimer: str = DISCLAIMER
    ratings: str = RATINGS
    not_admitted: str = NOT_ADMITTED
    terrorism_words: str = TERRORISM

    @property
    def title(self) -> str:
        return f"{self.content['title']}, {self.client.name}"

    @property
    def valid_through(self) -> date:
        return date.fromisoformat(self.content["valid_through"])

    @property
    def begins(self) -> date:
        return date.fromisoformat(self.content["begins"])

    @property
    def ends(self) -> date | None:
        return date.fromisoformat(self.content["ends"]) if self.content["ends"] else None

    @property
    def options(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """(coverage, option) of everything that is offered."""
        return [(g, o) for g in self.content["coverages"] for o in g["options"]]

    @property
    def outside(self) -> bool:
        """Whether an offered insurer is not admitted."""
        return any(o["company"] and not o["admitted"] for _, o in self.options)

    @property
    def terrorism(self) -> list[tuple[str, str, str]]:
        """(coverage, option, charge) wherever terrorism cover has a price of its own."""
        found = []
        for group, option in self.options:
            charge = sum((Decimal(line["terrorism"]) for line in option["lines"]), Decimal(0))
            if charge:
                found.append((group["coverage"], option["label"], str(charge)))
        return found

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "proposal": self.content["title"],
            "version": self.version.number,
            "frozen": timezone.localdate(self.version.made_at).isoformat(),
            "options": len(self.options),
            "reviewed_by": self.reviewer or "nobody yet",
        }


def _find(key: str, user: User) -> ProposalVersion:
    rows: Any = ProposalVersion.objects.visible_to(user)
    related = rows.select_related("proposal__placement__client", "review__by")
    found = related.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if found is None:
        raise DomainError("Choose the version of the proposal it is about.", "subject")
    return found


def _choices(client: Client) -> list[tuple[str, str]]:
    rows = ProposalVersion.objects.filter(proposal__placement__client=client)
    ordered = rows.select_related("proposal").order_by("-pk")[:CHOICES_SHOWN]
    return [(str(row.pk), str(row)) for row in ordered]


VERSION = Subject(
    "Proposal", _find, lambda version: str(version.pk),
    lambda version: version.proposal.placement.client, _choices,
)  # fmt: skip


def build(ask: Ask) -> ProposalPaper:
    """The version asked about; one nobody reviewed is marked as a draft."""
    version: ProposalVersion = ask.about
    review = getattr(version, "review", None)
    return ProposalPaper(
        version=version,
        client=version.proposal.placement.client,
        as_of=date.fromisoformat(version.content["made_on"]),
        content=version.content,
        reviewer=review.by.name if review else "",
    )


def sheets(found: ProposalPaper, user: User) -> Iterator[Sheet]:
    """Options with their prices, what their coverages say, the market, and where it is from."""
    yield Sheet(
        "Options",
        ["Coverage", "Option", "Insurer", "AM Best", "Admitted", "Expiring", "Premium", "Total"],
        [
            (g["coverage"], o["label"], o["company"], o.get("rating", ""),
             "" if not o["company"] else "yes" if o["admitted"] else "no",
             Decimal(g["expiring"]["premium"]) if g["expiring"] else None,
             Decimal(o["premium"]) if o["premium"] else None,
             Decimal(o["total"]) if o["total"] else None)
            for g, o in found.options
        ],
    )  # fmt: skip
    yield Sheet(
        "Coverages",
        ["Option", "Line", "What", "Value"],
        [
            (o["label"], line["line"], label, typed(value))
            for _, o in found.options
            for line in o["lines"]
            for label, value in [*line["limits"], *line["retained"], *line["others"]]
        ],
    )
    yield Sheet(
        "Market",
        ["Market", "What became of it", "Reason"],
        [(m["market"], m["standing"], m["reason"]) for m in found.content["markets"]],
    )
    about = [(k.replace("_", " "), typed(v)) for k, v in found.built_from.items()]
    yield Sheet("About", ["What", "Value"], [("client", found.client.name), *about])


def _table(caption: str, heads: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"caption": caption, "heads": heads, "rows": rows}


def _premiums(found: ProposalPaper) -> dict[str, Any]:
    return _table("", ["Coverage", "Option", "Expiring", "Premium", "With taxes and fees"], [
        [g["coverage"], o["label"], text_money(g["expiring"]["premium"]) if g["expiring"] else "–",
         text_money(o["premium"]) or "–", text_money(o["total"]) or "–"]
        for g, o in found.options
    ])  # fmt: skip


def _said(option: dict[str, Any]) -> list[list[str]]:
    rows = [
        [line["line"], label, value]
        for line in option["lines"]
        for label, value in [*line["limits"], *line["retained"], *line["others"]]
        or [("As in the quote", "")]
    ]
    if option["company"]:
        standing = "admitted" if option["admitted"] else "not admitted (surplus lines)"
        rows.insert(0, ["Insurer", option["company"], standing])
    rows += [["Exclusion", text, ""] for text in option["exclusions"]]
    return rows + [["Subjectivity", s["text"], s["owed"]] for s in option["subjectivities"]]


def word(found: ProposalPaper) -> dict[str, Any]:
    """The same parts for Word."""
    content = found.content
    draft = [] if found.reviewer else ["Draft for review; not to be presented."]
    parts: list[tuple[str, list[str], list[dict[str, Any]]]] = [
        ("Executive summary", [*draft, *content["summary"].splitlines()], []),
        ("Named insureds", content["named_insureds"], []),
        ("Premium summary", [], [_premiums(found)]),
    ]
    for group in content["coverages"]:
        tables = [
            _table(o["label"], ["Line", "What", "Value"], rows)
            for o in group["options"] if (rows := _said(o))
        ]  # fmt: skip
        parts.append(
            (group["coverage"], [o["note"] for o in group["options"] if o["note"]], tables)
        )
    parts.append(("In the market", [], [_table("", ["Market", "Result", "Reason"], [
        [m["market"], m["standing"], m["reason"]] for m in content["markets"]
    ])]))  # fmt: skip
    parts += [
        (f"Surplus lines, {row['line']}", [NOT_ADMITTED, *row["forms"]], [])
        for row in content["surplus"]
    ]
    parts.append(("Payment", content["payment_options"].splitlines(), []))
    parts.append(("Our compensation", content["compensation"].splitlines(), []))
    parts.append(("Please note", [found.disclaimer, found.ratings, found.terrorism_words], []))
    parts.append(("Your decisions", [
        f"Valid through {us_date(found.valid_through)}. Accept, decline or defer each option, and "
        "sign: ____________________________  Date: ______________"
    ], [_table("", ["Coverage", "Option", "Accept", "Decline", "Later"], [
        [g["coverage"], o["label"], "☐", "☐", "☐"] for g, o in found.options
    ])]))  # fmt: skip
    return {
        "title": content["title"],
        "client": found.client.name,
        "as_of": us_date(found.as_of),
        "sections": [
            {"title": title, "paragraphs": [t for t in words if t.strip()],
             "tables": [t for t in tables if t["rows"]]}
            for title, words, tables in parts
            if any(t.strip() for t in words) or any(t["rows"] for t in tables)
        ],
    }  # fmt: skip


register(
    Kind(
        name="proposal",
        label="Insurance proposal",
        rule="policies.view",
        template="documents/proposal.html",
        about=VERSION,
        description="What is offered, beside what expires, for the client to decide; "
        "from a frozen version.",
        licensed=True,
        build=build,
        sheets=sheets,
        word=word,
    )
)

"""The underwriting specification of a placement, as it was frozen (DOMAIN §9.3)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.clients.models import Client
from config.lib.errors import DomainError
from config.lib.templatetags.steward import us_date
from renewals.specifications.models import Specification
from reports.documents.registry import Ask, Kind, register
from reports.documents.subjects import CHOICES_SHOWN, Subject
from teams.people.models import User

# Columns that need more or less than their share of the width.
WIDTHS = {
    "VIN": "16%", "Unit": "5%", "No.": "3%", "Year": "6%", "Street": "12%", "City": "8%",
    "State": "4%", "ZIP": "5%", "Construction": "9%", "Occupancy": "9%", "Sprinklered": "7%",
    "Protection class": "6%", "Year built": "4%", "Square feet": "5%", "Stories": "5%",
    "Building": "7%", "Valuation": "7%",
}  # fmt: skip
ACROSS = 12  # columns from which a schedule is printed on a page turned sideways
WIDE = 9  # columns from which a schedule is printed small
NOT_REVIEWED = "Draft: not yet reviewed by a second person, and not to be sent to markets."


@dataclass(frozen=True)
class SpecificationPaper:
    """One version with the content it was frozen with."""

    specification: Specification
    client: Client
    content: dict[str, Any]

    @property
    def title(self) -> str:
        return f"Underwriting specification {self.specification.version}, {self.client.name}"

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.content["as_of"])

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "specification": self.specification.version,
            "placement": self.specification.placement_id,
            "completeness": self.specification.completeness,
            "reviewed_by": str(self.specification.reviewed_by or "nobody yet"),
        }

    @property
    def standing(self) -> str:
        """Who stands for it, in a sentence."""
        found = self.specification
        if not found.reviewed_at:
            return NOT_REVIEWED
        on = timezone.localtime(found.reviewed_at)
        return f"Reviewed by {found.reviewed_by} on {on:%m/%d/%Y}."


def _find(key: str, user: User) -> Specification:
    rows = Specification.objects.visible_to(user).select_related("placement__client", "reviewed_by")
    found = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if found is None:
        raise DomainError("Choose the specification it is about.", "subject")
    return found


def _choices(client: Client) -> list[tuple[str, str]]:
    rows = Specification.objects.filter(placement__client=client).select_related("placement")
    return [
        (str(row.pk), f"Version {row.version}, needed by {us_date(row.placement.target_on)}")
        for row in rows.order_by("-placement__target_on", "-version")[:CHOICES_SHOWN]
    ]


SPECIFICATION = Subject(
    "Specification", _find, lambda found: str(found.pk), lambda found: found.client, _choices
)


def build(ask: Ask) -> SpecificationPaper:
    """The version asked about, as it was frozen."""
    found: Specification = ask.about
    return SpecificationPaper(found, found.placement.client, found.content)


def context(found: SpecificationPaper) -> dict[str, Any]:
    """The schedules with whether they need small print, and each cell with its alignment."""
    schedules = [
        {
            **schedule,
            "across": len(schedule["heads"]) >= ACROSS,
            "small": len(schedule["heads"]) >= WIDE,
            "columns": [
                (head, n in schedule["numeric"], WIDTHS.get(head, ""))
                for n, head in enumerate(schedule["heads"])
            ],
            "cells": [
                [(cell, n in schedule["numeric"]) for n, cell in enumerate(row)]
                for row in _whole(schedule)
            ],
        }
        for schedule in found.content["schedules"]
    ]
    return {"content": found.content, "schedules": schedules}


def word(found: SpecificationPaper) -> dict[str, Any]:
    """The same parts for Word, section by section."""
    content = found.content
    paragraphs = found.specification.narrative.splitlines()
    sections = [
        {
            "title": "The risk",
            "paragraphs": [
                f"Lines: {', '.join(content['lines']) or 'to be determined'}. "
                f"Needed by {content['target_on']}. {found.standing}",
                *[text for text in paragraphs if text.strip()],
            ],
            "tables": [],
        },
        _section("Expiring program", ["Line", "Company", "Policy", "Expires", "Premium ($)"], [
            [row["line"], "\n".join([row["company"], *row["limits"]]), row["number"],
             row["expires"], row["premium"]]
            for row in content["expiring"]
        ]),
        *[
            _section(topic["title"], ["Question", "Answer", "Last year"], [
                [row["question"], row["value"], f"{row['last']} {row['change']}".strip()]
                for row in topic["rows"]
            ])
            for topic in content["topics"]
        ],
        *[
            _section(f"{s['title']}: {s['summary']}", *_upright(s))
            for s in content["schedules"]
        ],
        _section("Loss runs", ["Line", "Carrier", "Valued", "Standing"], content["loss_runs"]),
        _section(
            "Losses",
            ["Line", "Date", "What happened", "Status", "Paid ($)", "Reserved ($)", "Incurred ($)"],
            content["losses"],
        ),
    ]  # fmt: skip
    return {
        "title": f"Underwriting specification, version {found.specification.version}",
        "client": found.client.name,
        "as_of": us_date(found.as_of),
        "sections": [s for s in sections if s["paragraphs"] or s["tables"]],
    }


def _upright(schedule: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Heads and rows; those too wide for an upright page say all but the first cell in words."""
    heads, rows = schedule["heads"], _whole(schedule)
    if len(heads) < ACROSS:
        return heads, rows
    told = []
    for first, *others in rows:
        pairs = zip(heads[1:], others, strict=True)
        told.append([first, "; ".join(f"{head} {cell}" for head, cell in pairs if cell)])
    return [heads[0], "What is known"], told


def _section(title: str, heads: list[str], rows: list[list[str]]) -> dict[str, Any]:
    tables = [{"caption": "", "heads": heads, "rows": rows}] if rows else []
    return {"title": title, "paragraphs": [], "tables": tables}


def _whole(schedule: dict[str, Any]) -> list[list[str]]:
    """The rows without cents in columns that have none."""
    rows = [list(row) for row in schedule["rows"]]
    for n in schedule["numeric"]:
        if all(row[n].endswith(".00") or not row[n] for row in rows):
            for row in rows:
                row[n] = row[n].removesuffix(".00")
    return rows


register(
    Kind(
        name="specification",
        label="Underwriting specification",
        rule="policies.view",
        template="documents/specification.html",
        about=SPECIFICATION,
        description="What markets are told about a risk: facts, schedules, losses, what expires.",
        licensed=True,
        build=build,
        context=context,
        word=word,
    )
)

"""The yearly overview of an account on paper (DOMAIN §5); the house says what it is called."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import lazy

from accounts.clients.models import Client
from accounts.overviews.facts import facts_of
from accounts.overviews.models import Overview
from accounts.overviews.services import CARRIED
from config.lib.errors import DomainError
from reports.documents.registry import Ask, Kind, register
from reports.documents.subjects import records
from teams.house.querysets import setting

OVERVIEW = records(
    Overview,
    "Sheet",
    related=("client__tier", "completed_by", "acknowledged_by", "reviewed_by"),
    of_client=lambda client: client.overviews.filter(completed_on__isnull=False),
    words=lambda row: f"{setting('cow.label')} {row.year}, completed {row.completed_on:%m/%d/%Y}",
)


@dataclass(frozen=True)
class Sheet:
    """A completed sheet: what was written, the file's facts as they were then, who signed."""

    client: Client
    as_of: date
    year: int
    short: str
    long: str
    words: list[tuple[str, str]]
    facts: dict[str, list[list[str]]]
    signed: list[tuple[str, str, date | None]]

    @property
    def title(self) -> str:
        return f"{self.short} {self.year}, {self.client.name}"

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "year": self.year,
            "facts": sum(len(rows) for rows in self.facts.values()),
            "completed": str(self.as_of),
        }


def build(ask: Ask) -> Sheet:
    """The sheet as it was completed. Raises DomainError for a draft."""
    row: Overview = ask.about
    if row.completed_on is None:
        raise DomainError("Complete the sheet first; its facts are frozen then.", "subject")
    return Sheet(
        client=row.client,
        as_of=row.completed_on,
        year=row.year,
        short=setting("cow.label"),
        long=setting("cow.long"),
        words=[
            (str(Overview._meta.get_field(name).verbose_name), getattr(row, name))  # type: ignore[union-attr]
            for name in CARRIED
        ],
        facts=row.facts or facts_of(row.client, row.completed_on),
        signed=[
            ("Completed", str(row.completed_by), row.completed_on),
            ("Acknowledged by sales", str(row.acknowledged_by or ""), row.acknowledged_on),
            ("Reviewed", str(row.reviewed_by or ""), row.reviewed_on),
        ],
    )


register(
    Kind(
        name="overview",
        label=lazy(lambda: setting("cow.long"), str)(),  # type: ignore[arg-type]
        rule="service.view",
        template="documents/overview.html",
        about=OVERVIEW,
        description="The completed yearly sheet: what was confirmed, the facts, who signed.",
        licensed=True,
        build=build,
    )
)

"""Names and codes of the file matched with the people, companies, lines and tiers of the book."""

import re
from dataclasses import dataclass, field
from datetime import date

from accounts.carriers.models import Carrier, WritingCompany, WritingCompanyAlias
from accounts.clients.models import Tier
from accounts.imports.changes import Changes
from accounts.imports.findings import Findings, Row
from accounts.imports.models import ImportBatch
from accounts.policies.models import LineAlias, LineOfBusiness
from teams.people.models import User
from teams.people.querysets import teams_seen_by

UNKNOWN_LINE = "UN"


def loose(name: str) -> str:
    """A name without case, double spaces and kinds of apostrophe."""
    return re.sub(r"\s+", " ", name.replace("’", "'")).strip().upper()


class People:
    """Finds users by the file's staff code, by name or by their own code."""

    def __init__(self) -> None:
        self.codes: dict[str, User] = {}
        self.names: dict[str, User | None] = {}
        self.emails: dict[str, User] = {}
        for user in User.objects.order_by("pk"):
            self.add(user)

    def add(self, user: User, code: str = "") -> None:
        """Make a user findable; a code of this batch's staff list wins over older ones."""
        name = loose(user.name)
        same = self.names.get(name, user)
        # Two people of one name: the name alone tells nothing.
        self.names[name] = user if same is not None and same.pk == user.pk else None
        self.emails[user.email.lower()] = user
        if code:
            self.codes[loose(code)] = user
        elif user.code:
            self.codes.setdefault(loose(user.code), user)

    def find(self, text: str) -> User | None:
        """The user of that code or name, if exactly one."""
        return self.codes.get(loose(text)) or self.names.get(loose(text))


class Companies:
    """Finds writing companies by NAIC code, name or alias; makes those nobody knows."""

    def __init__(self, batch: ImportBatch, changes: Changes):
        self.batch, self.changes = batch, changes
        companies = list(WritingCompany.objects.all())
        self.naic = {c.naic: c for c in companies if c.naic}
        self.names = {loose(c.name): c for c in companies}
        for alias in WritingCompanyAlias.objects.select_related("company"):
            self.names.setdefault(loose(alias.alias), alias.company)

    def find(self, row: Row, findings: Findings) -> WritingCompany:
        name, naic = row.values["company"], row.values["naic"]
        by_naic, by_name = self.naic.get(naic), self.names.get(loose(name))
        if by_naic is not None:
            if by_name is not by_naic:
                findings.warn(
                    row, "company", f"NAIC {naic} is {by_naic.name} here; “{name}” is taken for it."
                )
            return by_naic
        if by_name is not None:
            if naic and by_name.naic:
                findings.warn(row, "naic", f"{by_name.name} has NAIC {by_name.naic}, not {naic}.")
            return by_name
        findings.warn(row, "company", f"{name} is a new company; give it its carrier group.")
        return self._make(name, naic)

    def _make(self, name: str, naic: str) -> WritingCompany:
        carrier, made = Carrier.objects.get_or_create(name=name[:120])
        if made:
            self.changes.created([carrier])
        company = WritingCompany.objects.create(
            carrier=carrier, name=name, naic=naic, batch=self.batch
        )
        self.names[loose(name)] = company
        if naic:
            self.naic[naic] = company
        return company


class Lines:
    """Finds lines of business by any code, name or alias; warns on unknown, never guesses."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {
            loose(alias): line for alias, line in LineAlias.objects.values_list("alias", "line_id")
        }
        for pk, code, name in LineOfBusiness.objects.values_list("pk", "code", "name"):
            self.known[loose(name)] = pk
            self.known[loose(code)] = pk

    def find(self, row: Row, findings: Findings) -> int:
        text = row.values["line"]
        line = self.known.get(loose(text))
        if line is None:
            findings.warn(row, "line", f"“{text}” is no known line; it becomes Unknown line.")
            return self.known[UNKNOWN_LINE]
        return line


@dataclass
class Run:
    """What all files of one run share."""

    batch: ImportBatch
    by: User | None
    open_from: date | None
    people: People = field(default_factory=People)
    lines: Lines = field(default_factory=Lines)
    tiers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.changes = Changes(self.batch)
        self.companies = Companies(self.batch, self.changes)
        self.tiers = {loose(name): pk for pk, name in Tier.objects.values_list("pk", "name")}
        seen = None if self.by is None else teams_seen_by(self.by)
        self.teams = None if seen is None else set(seen.values_list("pk", flat=True))

    def reaches(self, team_id: int) -> bool:
        """Whether the person who imports may touch the clients of a team."""
        return self.teams is None or team_id in self.teams

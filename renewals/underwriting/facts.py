"""What the client's file knows today: values that questions are prefilled with, and last year's."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Count, Sum

from accounts.clients.models import Client, EntityType
from accounts.coverages.models import AdditionalInterest
from accounts.insureds.models import NamedInsured
from accounts.policies.models import PolicyTerm
from accounts.schedules.kinds import BY_SLUG
from accounts.schedules.models import Exposure, ExposureKind

YEARS_BACK = 5
OF_A_YEAR = {
    "revenue": ExposureKind.REVENUE,
    "payroll": ExposureKind.PAYROLL,
    "headcount": ExposureKind.HEADCOUNT,
    "subcontracted": ExposureKind.SUBCONTRACTED,
    "square_feet": ExposureKind.SQUARE_FEET,
    "units": ExposureKind.UNITS,
}
OF_THE_CLIENT = {
    "legal_name": "name", "naics": "naics", "started_year": "started_year",
    "operations": "operations", "website": "website",
}  # fmt: skip
ADDED_UP = {
    "locations": ("building", "contents", "income"), "vehicles": ("cost_new",),
    "drivers": (), "payroll": ("payroll",), "mods": (), "equipment": ("value",),
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What the file says: the value in its kept form, where it stands, and the year before."""

    value: str = ""
    source: str = "Client’s file"
    before: str = ""
    before_source: str = ""
    seal: str = ""
    url: str = ""


@dataclass
class ClientFile:
    """The file of one client as of a day; each part is asked for once, and only when needed."""

    client: Client
    on: date
    _schedules: dict[str, Known] = field(default_factory=dict)

    def known(self, fact: str) -> Known:
        """What the file says of `fact`. Raises KeyError for a fact nobody defined."""
        if fact in OF_A_YEAR:
            return self._of_a_year(OF_A_YEAR[fact])
        if fact in OF_THE_CLIENT:
            value = getattr(self.client, OF_THE_CLIENT[fact])
            return Known("" if value is None else str(value), url=self._profile)
        if fact.startswith("schedule_"):
            return self._schedule(fact.removeprefix("schedule_"))
        return _READERS[fact](self)

    @property
    def _profile(self) -> str:
        return f"/clients/{self.client.pk}/profile/"

    @cached_property
    def exposures(self) -> dict[str, list[Exposure]]:
        """Measure → its rows, the latest year first."""
        found: dict[str, list[Exposure]] = defaultdict(list)
        for row in Exposure.objects.of(self.client).order_by("kind", "-year"):
            found[row.kind].append(row)
        return found

    def _of_a_year(self, kind: str) -> Known:
        rows = self.exposures.get(kind, [])
        whole = kind in (ExposureKind.HEADCOUNT, ExposureKind.UNITS, ExposureKind.SQUARE_FEET)
        values = [f"{row.amount:.0f}" if whole else f"{row.amount:.2f}" for row in rows[:2]]
        url = f"/clients/{self.client.pk}/schedules/exposures/"
        if not rows:
            return Known(url=url)
        source = f"Exposures {rows[0].year}" + (f", {rows[0].source}" if rows[0].source else "")
        if len(rows) == 1:
            return Known(values[0], source, url=url)
        return Known(values[0], source, values[1], f"Exposures {rows[1].year}", url=url)

    def _schedule(self, slug: str) -> Known:
        if slug not in self._schedules:
            self._schedules[slug] = self._added_up(slug)
        return self._schedules[slug]

    def _added_up(self, slug: str) -> Known:
        schedule = BY_SLUG[slug]
        sums = {name: Sum(name) for name in ADDED_UP[slug]}
        # Number, versions and keys together change with every edit of the schedule.
        found = schedule.model.objects.of(self.client).aggregate(
            n=Count("pk"), versions=Sum("version"), keys=Sum("pk"), **sums
        )
        url = f"/clients/{self.client.pk}/schedules/{slug}/"
        if not found["n"]:
            return Known(url=url)
        noun = schedule.one if found["n"] == 1 else schedule.label.split()[0].lower()
        nouns = {"payroll": "classes", "mods": "experience mods", "equipment": "items"}
        words = f"{found['n']:,} {noun if found['n'] == 1 else nouns.get(slug, noun)}"
        total = sum(found[name] or 0 for name in sums)
        words += f", ${total:,.0f}" if sums else ""
        seal = f"{found['n']}-{found['versions']}-{found['keys']}"
        return Known(words, schedule.label, seal=seal, url=url)

    @cached_property
    def terms(self) -> list[PolicyTerm]:
        """The client's terms of the last years, the newest first."""
        since = self.on.replace(year=self.on.year - YEARS_BACK, day=1)
        rows = PolicyTerm.objects.filter(
            client=self.client, effective_on__gte=since, effective_on__lte=self.on
        )
        related = rows.select_related("policy__line", "policy__writing_company")
        return list(related.order_by("-effective_on", "policy__line__name", "-pk"))


def _entity(file: ClientFile) -> Known:
    words = dict(EntityType.choices).get(file.client.entity_type, "")
    return Known(str(words), url=file._profile)


def _fein(file: ClientFile) -> Known:
    return Known(file.client.fein_masked, url=file._profile)


def _address(file: ClientFile) -> Known:
    client = file.client
    words = ", ".join(filter(None, [client.street, client.city, f"{client.state} {client.zip}"]))
    return Known(words.strip(" ,"), url=file._profile)


def _names(file: ClientFile) -> Known:
    rows = NamedInsured.objects.filter(client=file.client).order_by("kind", "name")
    names = [file.client.name]
    names += [
        f"{row.name} ({row.get_kind_display().lower()})"
        for row in rows
        if (row.from_on is None or row.from_on <= file.on)
        and (row.until_on is None or row.until_on > file.on)
    ]
    return Known("\n".join(names), url=file._profile)


def _interests(file: ClientFile) -> Known:
    keys = [t.pk for t in file.terms if t.expires_on is None or t.expires_on > file.on]
    rows = AdditionalInterest.objects.filter(term__in=keys).order_by("kind", "rank", "name")
    return Known(_lines(str(row) for row in rows), "Policies in force")


def _carriers(file: ClientFile) -> Known:
    words = (
        f"{t.policy.line}: {t.policy.writing_company}, {t.effective_on:%Y}" for t in file.terms
    )
    return Known(_lines(words), "Policies of the last years")


def _lines(words: Iterable[str]) -> str:
    """Each once, one a line, no longer than an answer may be."""
    text = "\n".join(dict.fromkeys(words))
    return text if len(text) <= 4000 else text[:4000].rpartition("\n")[0]


_READERS: dict[str, Callable[[ClientFile], Known]] = {
    "entity_type": _entity,
    "fein": _fein,
    "address": _address,
    "named_insureds": _names,
    "interests": _interests,
    "prior_carriers": _carriers,
}


def writes_to(fact: str) -> str:
    """Where in the file an accepted answer can be written, in words; "" where it cannot."""
    if fact in OF_A_YEAR:
        return "exposures of the year"
    if fact in ("operations", "website", "naics", "started_year"):
        return "profile"
    return ""

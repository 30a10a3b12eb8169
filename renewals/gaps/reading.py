"""What the files of many clients say about the facts of gap rules: few queries for all."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from accounts.clients.models import Client, EntityType
from accounts.coverages.models import CoverageDetail
from accounts.policies.models import Coverage, PolicyTerm
from accounts.schedules.models import (
    Driver,
    Equipment,
    Exposure,
    Location,
    Vehicle,
    WorkClass,
)
from renewals.gaps.facts import FACTS
from renewals.gaps.models import Choice, ClientFact, GapDecision
from renewals.gaps.rules import Known
from renewals.underlying.models import UnderlyingRule
from renewals.underlying.rules import Held, resting_on, short_of

LIABILITY = {"CGL", "BOP", "CPKGE", "AUTOB", "GARAG", "TRUCK", "OLIB", "PRODL"}
UMBRELLAS = {"UMBRC", "EXLIA"}
PRIMARY = {"CGL", "BOP"}
GROWING = ("revenue", "payroll", "vehicles")


@dataclass
class File:
    """What is known of one client, and the lines it has in force."""

    client: Any
    lines: set[str] = field(default_factory=set)
    known: dict[str, Known] = field(default_factory=dict)

    def learn(self, fact: str, value: Any, because: str) -> None:
        """Keep what was read, unless something before it said so already."""
        self.known.setdefault(fact, Known(value, because))


def read_files(clients: Sequence[Client], on: date) -> dict[int, File]:
    """Client id → what its file says on `on`; as many queries for one client as for many."""
    files = {client.pk: File(client) for client in clients}
    ids = list(files)
    _read_policies(files, ids, on)
    _read_schedules(files, ids)
    _read_exposures(files, ids)
    for file in files.values():
        _read_client(file)
    _read_elsewhere(files, ids, on)
    _read_answers(files, ids)
    return files


def _read_policies(files: dict[int, File], ids: list[int], on: date) -> None:
    terms = PolicyTerm.objects.filter(client__in=ids).in_force(on).order_by()
    companies: dict[int, int] = {}
    running: dict[int, int] = {}
    rows = terms.values_list("pk", "client", "policy__line__code", "policy__writing_company")
    for key, client, line, company in rows:
        running[key] = client
        files[client].lines.add(line)
        if line in UMBRELLAS:
            companies[client] = company
    covered = Coverage.objects.filter(term__in=running)
    for term, line in covered.values_list("term", "line__code"):
        files[running[term]].lines.add(line)
    limits: dict[int, list[Held]] = defaultdict(list)
    each: dict[int, dict[str, Decimal]] = defaultdict(dict)
    details = CoverageDetail.objects.filter(coverage__term__in=running, amount__isnull=False)
    for term, line_id, line, field_id, code, amount in details.values_list(
        "coverage__term", "coverage__line", "coverage__line__code", "field", "field__code", "amount"
    ):
        client = running[term]
        limits[client].append((line_id, {field_id: amount}))
        if code == "each_occurrence" and amount is not None:
            each[client][line] = max(amount, each[client].get(line, amount))
    for client, file in files.items():
        _learn_liability(file, each[client])
    _read_underlying(files, companies, limits, on)


def _learn_liability(file: File, each: dict[str, Decimal]) -> None:
    lines = len(file.lines & LIABILITY)
    file.learn("liability_lines", lines, f"{_count(lines, 'liability line')} in force")
    umbrellas = file.lines & UMBRELLAS
    file.learn("umbrella", bool(umbrellas), "an umbrella is in force" if umbrellas else "none is")
    primary = max((each[line] for line in PRIMARY & set(each)), default=None)
    if primary is not None and umbrellas <= set(each):
        total = primary + sum((each[line] for line in umbrellas), Decimal(0))
        file.learn("liability_limit", total, f"${total:,.0f} of liability in force")


def _read_underlying(
    files: dict[int, File], companies: dict[int, int], limits: dict[int, list[Held]], on: date
) -> None:
    """Whether what lies beneath each umbrella reaches what its company asks for."""
    asked = {
        company: UnderlyingRule.objects.least(company, on)
        for company in sorted(set(companies.values()))
    }
    for client, company in companies.items():
        least = asked[company]
        stated = resting_on(limits[client])
        short = [words for words in short_of(least, stated) if "not stated" not in words]
        if any(row.line_id in stated for row in least) or not files[client].lines & LIABILITY:
            words = "; ".join(short) or "the limits beneath the umbrella suffice"
            files[client].learn("underlying_short", bool(short), words)


def _read_schedules(files: dict[int, File], ids: list[int]) -> None:
    """Locations with their values, vehicles, drivers and equipment. No row says nothing."""
    places = _current(Location, ids).annotate(
        n=Count("pk"), value=Sum("building") + Sum("contents"), contents=Sum("contents"),
        here=Count("pk", filter=Q(state="CA")),
    )  # fmt: skip
    for row in places:
        file = files[row["client"]]
        if row["here"]:
            file.learn("in_california", True, f"{_count(row['here'], 'location')} in California")
        if row["value"]:
            file.learn("property", True, f"buildings and contents of ${row['value']:,.0f}")
        if row["contents"] and row["contents"] >= 100_000:
            file.learn("handles_money", True, f"contents of ${row['contents']:,.0f}")
    for model, fact, words in ((Vehicle, "vehicles", "vehicle"), (Driver, "drivers", "driver")):
        for row in _current(model, ids).annotate(n=Count("pk")):
            files[row["client"]].learn(fact, row["n"], _count(row["n"], words))
    for row in _current(Equipment, ids).annotate(n=Count("pk"), value=Sum("value")):
        words = f"{_count(row['n'], 'piece')} of equipment worth ${row['value']:,.0f}"
        files[row["client"]].learn("mobile", True, words)


def _read_exposures(files: dict[int, File], ids: list[int]) -> None:
    """Employees by payroll classes or headcount, and what grew since the year before."""
    newest: dict[int, tuple[int, int]] = {}
    classes = WorkClass.objects.current().filter(client__in=ids).order_by()
    for client, year, full, part in classes.values_list("client", "year").annotate(
        full=Sum("full_time"), part=Sum("part_time")
    ):
        newest[client] = max(newest.get(client, (0, 0)), (year, full + part))
    for client, (year, people) in newest.items():
        if people:
            words = f"{_count(people, 'employee')} in the payroll classes of {year}"
            files[client].learn("employees", people, words)
    amounts: dict[tuple[int, str], dict[int, Decimal]] = defaultdict(dict)
    rows = Exposure.objects.current().filter(client__in=ids).order_by()
    for client, kind, year, amount in rows.values_list("client", "kind", "year", "amount"):
        amounts[client, kind][year] = amount
    for (client, kind), years in amounts.items():
        _learn_exposure(files[client], kind, years)
    for file in files.values():
        growth = [file.known.pop(f"growth of {kind}", None) for kind in GROWING]
        if found := [g for g in growth if g]:
            most = max(found, key=lambda g: g.value)
            file.learn("exposure_growth", most.value, most.because)


def _learn_exposure(file: File, kind: str, years: dict[int, Decimal]) -> None:
    year = max(years)
    amount, before = years[year], years.get(year - 1)
    if kind == "headcount" and amount:
        file.learn("employees", amount, f"{_count(int(amount), 'employee')} filed for {year}")
    elif kind == "vehicles" and amount:
        file.learn("vehicles", amount, f"{_count(int(amount), 'vehicle')} filed for {year}")
    if kind in GROWING and before:
        percent = (amount / before - 1) * 100
        words = f"{kind} {percent:+.1f} % from {year - 1} to {year}"
        file.learn(f"growth of {kind}", percent, words)


def _read_client(file: File) -> None:
    """What the client's own record says: its state, its form in law, and its trade."""
    client = file.client
    if client.state:
        here = client.state == "CA"
        words = "its address is in California" if here else f"its address is in {client.state}"
        file.learn("in_california", here, words)
    if client.entity_type == EntityType.NONPROFIT:
        file.learn("board", True, "it is a nonprofit organization")
    if client.naics:
        for code, fact in FACTS.items():
            if fact.industries and client.naics.startswith(fact.industries):
                file.learn(code, True, f"{fact.because} (NAICS {client.naics})")


def _read_elsewhere(files: dict[int, File], ids: list[int], on: date) -> None:
    """Lines people said are with others, while their x-date is ahead."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = GapDecision.objects.filter(client__in=ids, choice=Choice.ELSEWHERE, x_on__gt=on)
    for client, name, carrier, x_on in rows.order_by("x_on").values_list(
        "client", "rule__name", "carrier", "x_on"
    ):
        found[client].append(f"{name} with {carrier} until {x_on:%m/%d/%Y}")
    for client, file in files.items():
        file.learn("elsewhere", len(found[client]), "; ".join(found[client]) or "none is known")


def _read_answers(files: dict[int, File], ids: list[int]) -> None:
    """What people answered, where the file itself does not say."""
    for row in ClientFact.objects.filter(client__in=ids):
        value = row.number if row.number is not None else row.yes
        words = f"{FACTS[row.fact].label.lower()}: {row.shown}"
        said = f"{words} ({row.source}, {row.known_on:%m/%d/%Y})"
        files[row.client_id].learn(row.fact, value, said)


def _current(model: Any, ids: list[int]) -> Any:
    return model.objects.current().filter(client__in=ids).order_by().values("client")


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def client_chunks(ids: Sequence[int], size: int) -> Iterator[list[Client]]:
    """The clients of `ids`, so many at a time, with what the reading needs of them."""
    for first in range(0, len(ids), size):
        rows = Client.objects.filter(pk__in=ids[first : first + size], merged_into=None)
        yield list(rows.only("pk", "name", "state", "naics", "entity_type"))

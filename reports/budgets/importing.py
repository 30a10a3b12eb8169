"""Budgets from a table: one row for each person or the house and month."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import IO, TYPE_CHECKING

from django.db import transaction

from accounts.imports.reading import recognize, rows
from config.lib.dates import parse_month
from config.lib.errors import DomainError
from config.lib.money import parse_money
from reports.budgets.models import Budget, Measure
from reports.budgets.services import save_budget
from teams.access.roles import Role
from teams.people.models import User

if TYPE_CHECKING:
    from reports.budgets.services import Amounts

HEADINGS = ["For", "Month", *(measure.label for measure in Measure)]
HOUSE = "house"


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row of the file, as the person sees the row's number."""

    row: int
    heading: str
    sentence: str


@dataclass
class Reading:
    """What a file holds: for each year and person (None: the house) their amounts."""

    plans: "dict[tuple[int, User | None], dict[tuple[date, str], Decimal]]" = field(
        default_factory=lambda: defaultdict(dict)
    )
    problems: list[Problem] = field(default_factory=list)


def read(stream: IO[bytes], size: int) -> Reading:
    """Read a table with the columns of `HEADINGS`; a person is named by e-mail address.

    Raises DomainError when the file is no table or lacks a column; what is wrong in a row stands
    among the problems.
    """
    lines = rows(stream, recognize(stream, size))
    columns = _columns(next(lines, (0, []))[1])
    people = {user.email.lower(): user for user in User.objects.active()}
    found = Reading()
    for number, cells in lines:
        if any(cell.strip() for cell in cells):
            _read_row(found, number, dict(zip(columns, cells, strict=False)), people)
    if not found.plans and not found.problems:
        raise DomainError("The file has headings and no rows.", "file")
    return found


def _columns(headings: list[str]) -> list[str]:
    known = {heading.casefold(): heading for heading in HEADINGS}
    columns = [known.get(" ".join(h.split()).casefold(), "") for h in headings]
    if missing := [h for h in HEADINGS[:2] if h not in columns]:
        raise DomainError(
            f"The first row must hold the headings {', '.join(HEADINGS)}; "
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.",
            "file",
        )
    if not set(columns) & set(HEADINGS[2:]):
        raise DomainError("The file has no column with planned dollars.", "file")
    return columns


def _read_row(found: Reading, number: int, row: dict[str, str], people: "dict[str, User]") -> None:
    def wrong(heading: str, sentence: str) -> None:
        found.problems.append(Problem(number, heading, sentence))

    name = row.get("For", "").strip().lower()
    person = people.get(name)
    if person is None and name != HOUSE:
        wrong("For", f"“{name}” is neither “{HOUSE}” nor the e-mail address of a person here.")
        return
    try:
        month = parse_month(row.get("Month", "").strip())
    except ValueError as problem:
        wrong("Month", f"{problem}; write it as 2026-10.")
        return
    plan = found.plans[month.year, person]
    for heading, measure, text in _amounts(row):
        try:
            amount = parse_money(text)
        except ValueError as problem:
            wrong(heading, f"{problem}.")
            continue
        if (month, measure) in plan:
            wrong(heading, f"{month:%B %Y} is planned twice in this file.")
        plan[month, measure] = amount


def _amounts(row: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for measure in Measure:
        if text := row.get(str(measure.label), "").strip():
            yield str(measure.label), measure.value, text


@transaction.atomic
def keep(*, reading: Reading, by: User) -> list[Budget]:
    """Keep what was read: months in the file replace those planned before, others stay.

    Raises DomainError while the reading has problems, or for a person `by` does not lead;
    nothing is kept then.
    """
    if reading.problems:
        raise DomainError("Nothing was kept: mend the rows below and upload the file again.")
    return [
        _keep_one(year, person, amounts, by) for (year, person), amounts in reading.plans.items()
    ]


def _keep_one(year: int, person: User | None, amounts: "Amounts", by: User) -> Budget:
    part = _part_of(person)
    known = Budget.objects.filter(year=year, part=part, person=person).order_by("pk")
    budget = known.select_for_update().first() or Budget(year=year, part=part, person=person)
    planned = {(a.month, a.measure): a.amount for a in budget.amounts.all()} if budget.pk else {}
    return save_budget(
        budget=budget, amounts={**planned, **amounts}, opened_with=budget.version, by=by
    )


def _part_of(person: User | None) -> Budget.Part:
    if person is None:
        return Budget.Part.HOUSE
    sells = person.role == Role.SALES_EXECUTIVE
    return Budget.Part.SALES_EXECUTIVE if sells else Budget.Part.EXECUTIVE

"""Checking typed lines against the rows that stand in the database; nothing is written here."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.clients.models import Client
from accounts.schedules.columns import Column, Schedule
from accounts.schedules.lines import Line, Problem, read_key
from accounts.schedules.models import Location
from accounts.schedules.querysets import places_of
from accounts.schedules.rules import CellProblem, cell_text, parse_cell

GONE = "Somebody removed this row since you opened the page; take it out or add it anew."
TWICE = "Another row has the same {}."


@dataclass
class Draft:
    """A line on its way in: the row it changes (None: a new one) and what was found."""

    number: int
    line: Line
    row: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    is_change: bool = False

    @property
    def is_good(self) -> bool:
        return self.is_change and not self.problems


class Standing:
    """The current rows of one schedule of one client, and how their cells read."""

    def __init__(self, client: Client, schedule: Schedule):
        self.schedule = schedule
        rows = schedule.model.objects.of(client).order_by(*schedule.sort)
        self.rows: dict[int, Any] = {row.pk: row for row in rows}
        has_places = any(column.kind == "place" for column in schedule.columns)
        self.places = places_of(client) if has_places else {}
        self.numbers: dict[int, str] = {}
        if has_places:
            every = Location.objects.filter(client=client)
            self.numbers = dict(every.values_list("pk", "number"))

    def cells(self, row: Any) -> list[str]:
        """The cells of `row`, or of one of its past states, as text."""
        return [
            cell_text(column, getattr(row, column.field), self.numbers)
            for column in self.schedule.columns
        ]

    def lines(self) -> list[Line]:
        """Every current row as a line."""
        return [Line(f"{row.pk}:{row.version}", self.cells(row)) for row in self.rows.values()]

    def past(self, lines: Iterable[Line]) -> dict[tuple[int, int], Any]:
        """The states in which the page showed rows that were changed since, by id and version."""
        keys = {read_key(line.key) for line in lines if line.key}
        stale = {(pk, v) for pk, v in keys if pk in self.rows and self.rows[pk].version != v}
        if not stale:
            return {}
        events = self.schedule.model._meta.get_field("history_row").related_model
        found = events.objects.filter(
            pgh_obj_id__in={pk for pk, _ in stale}, version__in={v for _, v in stale}
        )
        return {(event.pgh_obj_id, event.version): event for event in found}


def check_lines(standing: Standing, lines: list[Line], removed: set[int]) -> list[Draft]:
    """Every line with its values, problems and warnings; `removed` are ids that leave."""
    past = standing.past(lines)
    times = Counter(line.key for line in lines if line.key)
    drafts = []
    for number, line in enumerate(lines, start=1):
        draft = Draft(number, line)
        drafts.append(draft)
        if times[line.key] > 1 and line.key:
            _say(draft, None, "This row stands here more than once.")
        elif not line.key or _meet(standing, draft, past):
            _read(standing, draft)
    _check_twins(standing, drafts, removed)
    return drafts


def _say(draft: Draft, column: Column | None, sentence: str, typed: str = "") -> None:
    heading = column.heading if column else ""
    draft.problems.append(Problem(draft.number, heading, typed, sentence))


def _meet(standing: Standing, draft: Draft, past: dict[tuple[int, int], Any]) -> bool:
    """Find the row of a line and take over what others changed in other cells meanwhile.

    False when there is nothing (more) to read. Cells that both changed are problems; the line
    then carries the new version, so that saving it again is a decision.
    """
    pk, version = read_key(draft.line.key)
    draft.row = standing.rows.get(pk)
    if draft.row is None:
        _say(draft, None, GONE)
        return False
    now, cells = standing.cells(draft.row), draft.line.cells
    if draft.row.version != version:
        base = past.get((pk, version))
        before = standing.cells(base) if base else None
        for at, column in enumerate(standing.schedule.columns):
            if before and cells[at] == before[at]:
                cells[at] = now[at]
            elif cells[at] != now[at] and (not before or now[at] != before[at]):
                said = f"Somebody else wrote “{now[at]}” meanwhile; you typed “{cells[at]}”."
                _say(draft, column, said, cells[at])
        draft.line.key = f"{pk}:{draft.row.version}"
    return cells != now


def _read(standing: Standing, draft: Draft) -> None:
    """Read the cells of a line and check them one by one and together."""
    schedule, cells = standing.schedule, draft.line.cells
    draft.is_change = True
    if len(cells) > len(schedule.columns):
        _say(draft, None, f"The row has more than {len(schedule.columns)} cells.")
        return
    now = standing.cells(draft.row) if draft.row else None
    for at, column in enumerate(schedule.columns):
        if now and cells[at] == now[at]:
            draft.values[column.field] = getattr(draft.row, column.field)
            continue
        try:
            draft.values[column.field] = parse_cell(column, cells[at], standing.places)
        except CellProblem as problem:
            _say(draft, column, str(problem), cells[at])
    if draft.problems:
        return
    typed = dict(zip(schedule.fields, cells, strict=True))
    for name, sentence in schedule.check(draft.values):
        _say(draft, schedule.column(name), sentence, typed[name])
    for name, sentence in schedule.warn(draft.values):
        heading = schedule.column(name).heading
        draft.warnings.append(Problem(draft.number, heading, typed[name], sentence))
    if draft.row:
        draft.is_change = any(
            value != getattr(draft.row, name) for name, value in draft.values.items()
        )


def keys_of(schedule: Schedule, row: Any) -> list[tuple[Any, ...]]:
    """By what a row of the database is known."""
    return schedule.row_keys({name: getattr(row, name) for name in schedule.fields})


def _check_twins(standing: Standing, drafts: list[Draft], removed: set[int]) -> None:
    """No two rows are known by the same key.

    A line that is refused leaves its row as it was, which may in turn be the twin of another
    line; so the check is made until nothing more is found.
    """
    schedule = standing.schedule
    found = True
    while found:
        found = False
        good = [draft for draft in drafts if draft.is_good]
        leaving = removed | {draft.row.pk for draft in good if draft.row}
        taken = {
            key
            for pk, row in standing.rows.items()
            if pk not in leaving
            for key in keys_of(schedule, row)
        }
        for draft in good:
            keys = schedule.row_keys(draft.values)
            twin = next((key for key in keys if key in taken), None)
            if twin is None:
                taken.update(keys)
                continue
            found = True
            columns = [schedule.column(name) for name in twin[0]]
            words = " and ".join(column.heading for column in columns)
            typed = draft.line.cells[schedule.fields.index(columns[0].field)]
            _say(draft, columns[0], TWICE.format(words), typed)

"""Saving a schedule as a table: every row is checked first, then all are written at once."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.clients.models import Client
from accounts.schedules.checking import Draft, Standing, check_lines, keys_of
from accounts.schedules.columns import Schedule
from accounts.schedules.lines import Line, Problem, read_key, read_lines
from config.lib.errors import DomainError
from teams.people.models import User

MODES = ("good", "all")
MOST_ROWS = 10_000
BATCH = 1000


@dataclass(frozen=True)
class Difference:
    """A cell that a save would change. `row` counts from 1."""

    row: int
    heading: str
    before: str
    after: str


@dataclass
class Outcome:
    """What came of a save. `lines` is the table as it should be shown next."""

    lines: list[Line]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    removed: int = 0
    differences: list[Difference] = field(default_factory=list)

    def __str__(self) -> str:
        counts = ((self.added, "added"), (self.changed, "changed"), (self.removed, "removed"))
        return ", ".join(f"{n:,} {word}" for n, word in counts if n)


@dataclass
class _Weighed:
    """A table on its way in, checked, before anything is written."""

    standing: Standing
    leaving: set[int]
    drafts: list[Draft]
    outcome: Outcome

    @property
    def good(self) -> list[Draft]:
        return [draft for draft in self.drafts if draft.is_good]


def _weigh(client: Client, schedule: Schedule, text: str, removed: Collection[str]) -> _Weighed:
    lines = read_lines(text, len(schedule.columns))
    if len(lines) > MOST_ROWS:
        raise DomainError(f"At most {MOST_ROWS:,} rows can be saved at once.", "text")
    standing = Standing(client, schedule)
    leaving, late = _leaving(standing, removed)
    lines = [line for line in lines if not line.key or read_key(line.key)[0] not in leaving]
    drafts = check_lines(standing, lines, leaving)
    outcome = Outcome(lines, late + [problem for draft in drafts for problem in draft.problems])
    return _Weighed(standing, leaving, drafts, outcome)


def check_rows(
    *, client: Client, schedule: Schedule, text: str, removed: Collection[str] = ()
) -> Outcome:
    """What saving the good rows would do; nothing is written. Raises like `save_rows`."""
    weighed = _weigh(client, schedule, text, removed)
    outcome, good = weighed.outcome, weighed.good
    outcome.warnings = [odd for draft in good for odd in draft.warnings]
    outcome.added = sum(draft.row is None for draft in good)
    outcome.changed = len(good) - outcome.added
    outcome.removed = len(weighed.leaving)
    for draft in good:
        if draft.row:
            outcome.differences += _differences(weighed.standing, draft)
    return outcome


def _differences(standing: Standing, draft: Draft) -> list[Difference]:
    """The cells of a changed row, as they stand and as they were typed."""
    cells = zip(standing.schedule.columns, standing.cells(draft.row), draft.line.cells, strict=True)
    return [
        Difference(draft.number, column.heading, before, after)
        for column, before, after in cells
        if draft.values[column.field] != getattr(draft.row, column.field)
    ]


@transaction.atomic
def save_rows(
    *, client: Client, schedule: Schedule, text: str, by: User,
    removed: Collection[str] = (), mode: str = "all",
) -> Outcome:  # fmt: skip
    """Save the rows of `text` (tab-separated, see `read_lines`); end those of `removed`.

    Rows that are not named stay. In mode "good" the rows without a problem are saved, in mode
    "all" nothing is saved when any has one. A cell that somebody else changed meanwhile is a
    problem, never overwritten. Raises DomainError for too many rows and for keys that are none.
    """
    if mode not in MODES:
        raise DomainError("Choose what happens when a row has a problem.", "mode")
    Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    weighed = _weigh(client, schedule, text, removed)
    outcome = weighed.outcome
    if outcome.problems and mode == "all":
        return outcome
    outcome.removed = _remove(schedule, weighed.leaving)
    _write(client, weighed.standing, weighed.good, outcome)
    if str(outcome):
        log_event(client=client, subject=f"{schedule.label}: {outcome}", by=by)
    return outcome


def _leaving(standing: Standing, removed: Collection[str]) -> tuple[set[int], list[Problem]]:
    """The ids that may go, and a problem for each row that was changed since it was seen."""
    leaving, problems = set(), []
    for key in removed:
        try:
            pk, version = read_key(key)
        except ValueError as error:
            raise DomainError(str(error)) from None
        row = standing.rows.get(pk)
        if row is not None and row.version != version:
            said = f"Somebody changed {row} since you opened the page; it was not removed."
            problems.append(Problem(0, "", "", said))
        elif row is not None:
            leaving.add(pk)
    return leaving, problems


def _remove(schedule: Schedule, leaving: set[int]) -> int:
    """End these rows today; a past term may have covered them, so they are not deleted."""
    if not leaving:
        return 0
    rows = schedule.model.objects.filter(pk__in=leaving)
    return rows.update(removed_on=timezone.localdate(), version=F("version") + 1)


def _write(client: Client, standing: Standing, drafts: list[Draft], outcome: Outcome) -> None:
    """Write the good lines: new rows in one statement a batch, changed ones likewise."""
    schedule = standing.schedule
    _make_way(standing, [draft for draft in drafts if draft.row])
    changed, added = [], []
    for draft in drafts:
        outcome.warnings += draft.warnings
        if draft.row is None:
            draft.row = schedule.model(client=client, **draft.values)
            added.append(draft)
            continue
        for name, value in draft.values.items():
            setattr(draft.row, name, value)
        draft.row.version += 1
        changed.append(draft)
    manager: Any = schedule.model.objects
    # An upsert by id instead of bulk_update, whose CASE for every cell takes many times as long.
    manager.bulk_create(
        [draft.row for draft in changed], batch_size=BATCH, update_conflicts=True,
        unique_fields=["id"], update_fields=[*schedule.fields, "version", "removed_on"],
    )  # fmt: skip
    manager.bulk_create([draft.row for draft in added], batch_size=BATCH)
    for draft in drafts:
        draft.line.key = f"{draft.row.pk}:{draft.row.version}"
        draft.line.cells = standing.cells(draft.row)
    outcome.added, outcome.changed = len(added), len(changed)


def _make_way(standing: Standing, drafts: list[Draft]) -> None:
    """Rows that exchange their keys step out of the unique index until they are written."""
    schedule = standing.schedule
    held = {key: pk for pk, row in standing.rows.items() for key in keys_of(schedule, row)}
    waiting = {
        held[key]
        for draft in drafts
        for key in schedule.row_keys(draft.values)
        if held.get(key, draft.row.pk) != draft.row.pk
    }
    movers = waiting & {draft.row.pk for draft in drafts}
    if movers:
        schedule.model.objects.filter(pk__in=movers).update(removed_on=timezone.localdate())

"""Making and renewing service plans: each policy year of each client, again and again the same."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.clients.models import Client
from accounts.policies.models import Coverage, PolicyTerm, PolicyTransaction
from accounts.service_plans.happenings import events_of
from accounts.service_plans.models import Commitment, CommitmentTemplate, ServicePlan
from accounts.service_plans.rules import (
    Draft,
    Event,
    Template,
    TermDays,
    Year,
    anniversary_within,
    drafts_of,
    lead_term,
    year_end,
)
from config.lib.dates import add_months
from teams.calendar.querysets import office_calendar

CHUNK = 500
MOVED = ("template_id", "due_on", "late_after", "counts_from", "counts_until", "about")
Progress = Callable[[int, int, str], None]


@dataclass
class Planned:
    """What a run of planning changed."""

    plans: int = 0
    added: int = 0
    moved: int = 0
    withdrawn: int = 0

    def __str__(self) -> str:
        return (
            f"{self.plans:,} plans begun; {self.added:,} commitments added, "
            f"{self.moved:,} moved, {self.withdrawn:,} withdrawn"
        )


def plan_all(*, today: date, progress: Progress | None = None) -> Planned:
    """Bring the plans of every client with a tier up to `today`. Safe to repeat."""
    ids = list(
        Client.objects.filter(tier__isnull=False, merged_into=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    done = Planned()
    for start in range(0, len(ids), CHUNK):
        plan_clients(ids=ids[start : start + CHUNK], today=today, done=done)
        if progress:
            reached = min(start + CHUNK, len(ids))
            progress(reached, len(ids), f"{reached:,} clients looked at")
    return done


@transaction.atomic
def plan_clients(*, ids: Sequence[int], today: date, done: Planned | None = None) -> Planned:
    """Begin the policy year of these clients where one is due, and plan its commitments.

    Only the future is planned: commitments that are met, waived or due before `today` stay as
    they are, whatever happens to tier, dates or templates. Equal facts give equal plans, so that
    it may run at any time and side by side; the clients' rows are locked in order.
    """
    done = done or Planned()
    clients = list(
        Client.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=ids, tier__isnull=False, merged_into=None)
        .order_by("pk")
    )
    book = _Book([client.pk for client in clients], today)
    _begin(clients, book, done)
    wanted: list[Commitment] = []
    moved: list[Commitment] = []
    gone: list[int] = []
    for client in clients:
        plan = book.plans.get(client.pk)
        if plan is None:
            continue
        drafts = _drafts(client, plan, book)
        _compare(plan, client.pk, drafts, book, today, wanted, moved, gone)
    before = Commitment.objects.filter(client__in=[c.pk for c in clients]).count()
    Commitment.objects.bulk_create(wanted, batch_size=1000, ignore_conflicts=True)
    Commitment.objects.bulk_update(moved, [*MOVED, "version"], batch_size=500)
    Commitment.objects.filter(pk__in=gone).delete()
    after = Commitment.objects.filter(client__in=[c.pk for c in clients]).count()
    done.added += after - before + len(gone)
    done.moved += len(moved)
    done.withdrawn += len(gone)
    return done


class _Book:
    """What planning needs to know of some clients, with a fixed number of queries."""

    def __init__(self, ids: list[int], today: date):
        self.today, self.calendar = today, office_calendar(today)
        self.terms = _terms(ids, today)
        self.events: dict[int, list[Event]] = events_of(ids, today)
        self.templates = _templates(today)
        first = PolicyTerm.objects.filter(client__in=ids).order_by().values("client")
        self.first_on = dict(first.annotate(on=Min("effective_on")).values_list("client", "on"))
        self.plans: dict[int, ServicePlan] = {}
        self.years: dict[int, list[ServicePlan]] = defaultdict(list)
        for plan in ServicePlan.objects.filter(client__in=ids).order_by("year_on"):
            self.years[plan.client_id].append(plan)
            if plan.year_on <= today < plan.ends_on:
                self.plans[plan.client_id] = plan
        self.held: dict[int, dict[tuple[str, str], Commitment]] = defaultdict(dict)
        for row in Commitment.objects.filter(client__in=ids):
            self.held[row.client_id][row.code, row.key] = row


def _templates(today: date) -> dict[int, list[Template]]:
    found: dict[int, list[Template]] = defaultdict(list)
    for t in CommitmentTemplate.objects.in_force(today):
        found[t.tier_id].append(
            Template(
                t.pk, t.code, t.anchor, t.happening, t.month, t.day, t.offset, t.unit,
                t.tolerance_days, t.window_days, t.repeat, t.line_id, t.from_on,
            )
        )  # fmt: skip
    return found


def _terms(ids: list[int], today: date) -> dict[int, list[TermDays]]:
    """The terms in force, by client, with the day each was bound."""
    rows = list(PolicyTerm.objects.filter(client__in=ids).in_force(today).select_related("policy"))
    bound = dict(
        PolicyTransaction.objects.filter(term__in=rows)
        .order_by()
        .values("term")
        .annotate(at=Min("entered_at"))
        .values_list("term", "at")
    )
    lines: dict[int, set[int]] = defaultdict(set)
    for term_id, line in Coverage.objects.filter(term__in=rows).values_list("term", "line"):
        lines[term_id].add(line)
    found: dict[int, list[TermDays]] = defaultdict(list)
    for row in rows:
        entered = bound.get(row.pk)
        entered_on = timezone.localdate(entered) if entered else row.effective_on
        found[row.client_id].append(
            TermDays(
                row.pk, row.number, row.effective_on, row.expires_on,
                min(row.effective_on, entered_on), row.annual_premium,
                frozenset(lines[row.pk] | {row.policy.line_id}),
            )
        )  # fmt: skip
    return found


def _begin(clients: Iterable[Client], book: _Book, done: Planned) -> None:
    """Begin a year for clients whose last one is over, and follow those whose dates moved."""
    new, changed = [], []
    for client in clients:
        lead = lead_term(book.terms.get(client.pk, ()))
        plan = book.plans.get(client.pk)
        if plan is None and lead is not None:
            plan = _new_plan(client, lead, book)
            new.append(plan)
        elif plan is not None and _follow(plan, client, book):
            changed.append(plan)
        if plan is not None:
            book.plans[client.pk] = plan
    ServicePlan.objects.bulk_create(new, batch_size=1000)
    ServicePlan.objects.bulk_update(changed, ["tier", "ends_on", "kept_from"], batch_size=500)
    done.plans += len(new)


def _new_plan(client: Client, lead: TermDays, book: _Book) -> ServicePlan:
    year_on, ends_on = lead.effective_on, year_end(lead)
    last = book.years[client.pk][-1] if book.years[client.pk] else None
    if last is not None:
        # Years follow one another without a gap where service went on.
        year_on = max(year_on, last.ends_on)
    while ends_on <= book.today:
        year_on, ends_on = ends_on, add_months(ends_on, 12)
    kept_from = year_on if last is not None else max(year_on, book.today)
    return ServicePlan(
        client=client, tier_id=cast(int, client.tier_id), term_id=lead.pk,
        year_on=min(year_on, book.today), ends_on=ends_on, kept_from=kept_from,
    )  # fmt: skip


def _follow(plan: ServicePlan, client: Client, book: _Book) -> bool:
    """Take over a new tier, or a moved expiration of the policy that makes the year."""
    lead = next((t for t in book.terms.get(client.pk, ()) if t.pk == plan.term_id), None)
    ends_on = year_end(lead) if lead else plan.ends_on
    if ends_on <= book.today:
        ends_on = plan.ends_on
    changed = (plan.tier_id, plan.ends_on) != (client.tier_id, ends_on)
    if plan.tier_id != client.tier_id:
        # What the new tier would have promised earlier was never promised.
        plan.kept_from = max(plan.kept_from, book.today)
    plan.tier_id, plan.ends_on = client.tier_id, ends_on  # type: ignore[assignment]
    return changed


def _drafts(client: Client, plan: ServicePlan, book: _Book) -> list[Draft]:
    terms = book.terms.get(client.pk, [])
    lead = next((t for t in terms if t.pk == plan.term_id), None) or lead_term(terms)
    if lead is None:
        return []
    first_on = book.first_on.get(client.pk, plan.year_on)
    year = Year(
        plan.year_on, plan.ends_on, plan.kept_from, anniversary_within(first_on, plan.year_on),
        is_first=book.years[client.pk][:1] in ([], [plan]),
    )  # fmt: skip
    templates = book.templates.get(plan.tier_id, [])
    return drafts_of(year, lead, terms, templates, book.events.get(client.pk, []), book.calendar)


def _compare(
    plan: ServicePlan, client_id: int, drafts: list[Draft], book: _Book, today: date,
    wanted: list[Commitment], moved: list[Commitment], gone: list[int],
) -> None:  # fmt: skip
    held = book.held[client_id]
    asked = {(draft.code, draft.key): draft for draft in drafts}
    for name, draft in asked.items():
        row = held.get(name)
        if row is None:
            wanted.append(_commitment(plan, client_id, draft))
        elif _may_move(row, today) and _differs(row, draft := _not_before(draft, today)):
            for field, value in _values(draft).items():
                setattr(row, field, value)
            row.version += 1
            moved.append(row)
    gone += [
        row.pk
        for name, row in held.items()
        if name not in asked
        and row.plan_id == plan.pk
        and _may_move(row, today)
        and not row.key.startswith("by-hand")
    ]


def _may_move(row: Commitment, today: date) -> bool:
    """Whether planning may still touch it: neither met, waived, paused, nor due before today."""
    settled = row.met_on or row.waived_at or row.waits_since or row.waited_days
    return not settled and row.due_on >= today


def _not_before(draft: Draft, today: date) -> Draft:
    """What a moved date would have made due in the past is due today."""
    late_after = max(draft.late_after, today)
    return replace(draft, due_on=max(draft.due_on, today), late_after=late_after)


def _values(draft: Draft) -> dict[str, object]:
    values = (
        draft.template, draft.due_on, draft.late_after, draft.counts_from, draft.counts_until,
        draft.about,
    )  # fmt: skip
    return dict(zip(MOVED, values, strict=True))


def _differs(row: Commitment, draft: Draft) -> bool:
    return any(getattr(row, field) != value for field, value in _values(draft).items())


def _commitment(plan: ServicePlan, client_id: int, draft: Draft) -> Commitment:
    return Commitment(
        plan=plan, client_id=client_id, code=draft.code, key=draft.key, term_id=draft.term,
        **_values(draft),
    )  # fmt: skip

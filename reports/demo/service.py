"""The demo's service: plans with what was met, late and waived, and meetings with minutes."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from accounts.meetings.agenda import agenda_points
from accounts.models import (
    AgendaItem,
    Attendee,
    Client,
    Commitment,
    Evidence,
    Meeting,
    MeetingKind,
    Overview,
    ServicePlan,
)
from accounts.service_plans.planning import plan_clients
from accounts.service_plans.rules import TermDays, lead_term, year_end
from config.lib.money import ZERO
from reports.demo.minutes import SAID, load_minutes
from teams.models import User

BATCH = 2000
FILLED, LAPSED = 24, 3
MET, LATE, WAIVED = 0.78, 0.90, 0.95
WAIVERS = (
    "The client asked to skip it this year", "Covered in the stewardship meeting",
    "Carrier does not offer it for this line",
)  # fmt: skip

Crew = tuple[User, User, User]


def load_service(
    found: Sequence[tuple[int, Client, Crew, Sequence[object]]], today: date, seed: int
) -> None:
    """Plans, overviews and meetings of these clients: (index, client, crew, terms) each.

    The plans begin with their policy year, so that a part of it lies behind; the commitments
    come from the templates as on any night.
    """
    plans = []
    for _, client, _, terms in found:
        days = [
            TermDays(t.pk, t.number, t.effective_on, t.expires_on, t.effective_on,
                     t.annual_premium or ZERO, frozenset())
            for t in terms
            if t.effective_on <= today and (t.expires_on is None or t.expires_on > today)
        ]  # fmt: skip
        lead = lead_term(days)
        if lead is not None and client.tier_id and year_end(lead) > today:
            plans.append(
                ServicePlan(client=client, tier_id=client.tier_id, term_id=lead.pk,
                            year_on=lead.effective_on, ends_on=year_end(lead),
                            kept_from=lead.effective_on)
            )  # fmt: skip
    ServicePlan.objects.bulk_create(plans, batch_size=BATCH)
    plan_clients(ids=[client.pk for _, client, _, _ in found], today=today)
    rng = Random(f"{seed}:service:{found[0][0]}")
    _settle({client.pk: crew for _, client, crew, _ in found}, today, rng)
    _overviews(found, today)
    first = found[0][0] == 0
    valued = [row for row in found if row[1].tier and row[1].tier.rank <= 20]
    _meetings(valued, today, rng, first=first)
    if first:
        _updates(found, today)


def _settle(crews: dict[int, Crew], today: date, rng: Random) -> None:
    """Most of what is due was done in time, some late, a little waived, a little still open."""
    due = Commitment.objects.filter(client__in=crews, due_on__lt=today).select_related("template")
    rows = list(due.order_by("client__pk", "due_on", "code", "key"))
    made, met = [], []
    for row in rows:
        executive, administrator, _ = crews[row.client_id]
        chance = rng.random()
        if chance < LATE:
            on = row.due_on - timedelta(days=rng.randint(0, 9))
            if chance >= MET:
                on = row.late_after + timedelta(days=rng.randint(1, 20))
            if on >= today:
                continue
            on = max(on, row.counts_from)
            by = administrator if row.template.owner_role == "client_administrator" else executive
            evidence = Evidence(
                client_id=row.client_id, term_id=row.term_id, on=on, by=by,
                deliverable=row.template.deliverable, key=f"demo:{row.pk}",
                label=row.template.get_deliverable_display(),
                url=f"/clients/{row.client_id}/timeline/",
            )  # fmt: skip
            made.append(evidence)
            row.evidence, row.met_on, row.met_by = evidence, on, by
            met.append(row)
        elif chance < WAIVED:
            row.waiver, row.waived_by = rng.choice(WAIVERS), executive
            row.waived_at = timezone.make_aware(datetime.combine(row.due_on, time(11)))
            met.append(row)
    Evidence.objects.bulk_create(made, batch_size=BATCH)
    for row in met:
        row.evidence_id = row.evidence.pk if row.evidence else None
    fields = ["evidence", "met_on", "met_by", "waiver", "waived_by", "waived_at"]
    Commitment.objects.bulk_update(met, fields, batch_size=1000)


def _overviews(found: Sequence[tuple], today: date) -> None:
    """Most accounts have an overview of within a year, some an older one or a draft."""
    sheets = []
    for index, client, (executive, administrator, seller), _ in found:
        if index % 9 == 8:
            continue
        on = today - timedelta(days=30 + index * 37 % 420)
        draft = index % 11 == 5
        sheets.append(
            Overview(
                client=client, year=on.year, started_by=executive, started_on=on,
                operations=client.operations or "Unchanged since last year.",
                issues="None open." if index % 3 else "Certificates took too long in spring.",
                completed_by=None if draft else executive, completed_on=None if draft else on,
                acknowledged_by=None if draft or index % 4 else seller,
                acknowledged_on=None if draft or index % 4 else on,
                reviewed_by=None if draft or index % 2 else administrator,
                reviewed_on=None if draft or index % 2 else on,
            )
        )  # fmt: skip
    Overview.objects.bulk_create(sheets, batch_size=BATCH)


def _meetings(found: Sequence[tuple], today: date, rng: Random, *, first: bool) -> None:
    """A meeting that was held, and for every second client one to come; the first has more."""
    kinds = {kind.code: kind for kind in MeetingKind.objects.all()}
    rows: list[tuple[Meeting, Client, Crew]] = []
    for index, client, crew, _ in found:
        codes = ["claims", "midterm"] if index == 0 else [("claims", "midterm", "visit")[index % 3]]
        for code in codes:
            on = today - timedelta(days=20 + index * 13 % 160 + 7 * len(rows) % 5)
            rows.append((_meeting(kinds[code], client, crew, on, rng, held=True), client, crew))
        if index % 2 == 0:
            on = today + timedelta(days=1 + index * 11 % 45)
            code = ("prerenewal", "strategy", "stewardship", "visit")[index // 2 % 4]
            rows.append((_meeting(kinds[code], client, crew, on, rng, held=False), client, crew))
    if first:
        rows += _without_minutes(rows, kinds["midterm"], today, rng)
    Meeting.objects.bulk_create([row for row, _, _ in rows], batch_size=BATCH)
    load_minutes(rows, today)
    # Reading a file costs queries, so only the first clients' agendas are filled in from theirs.
    coming = [meeting for meeting, _, _ in rows if not meeting.held_at]
    filled = {m.pk: m.client for m in coming[:FILLED]} if first else {}
    AgendaItem.objects.bulk_create(
        [
            AgendaItem(meeting=meeting, rank=n * 10, heading=heading, text=text)
            for meeting, _, _ in rows
            for n, (heading, text) in enumerate(
                agenda_points(meeting.kind, filled.get(meeting.pk), today), start=1
            )
        ],
        batch_size=BATCH,
    )


def _without_minutes(
    rows: Sequence[tuple[Meeting, Client, Crew]], kind: MeetingKind, today: date, rng: Random
) -> list[tuple[Meeting, Client, Crew]]:
    """Of every executive one meeting of some days ago whose minutes nobody has written."""
    latest = {crew[0].pk: (client, crew) for _, client, crew in rows}
    return [
        (_meeting(kind, client, crew, today - timedelta(days=LAPSED), rng, held=True, told=False),
         client, crew)
        for client, crew in latest.values()
    ]  # fmt: skip


def _updates(found: Sequence[tuple], today: date) -> None:
    """Executives and sales executives who share clients meet every month: last month's update,
    held, and the next one."""
    kind = MeetingKind.objects.get(code="sales")
    pairs = {(crew[0].pk, crew[2].pk): (crew[0], crew[2]) for _, _, crew, _ in found}
    rows: list[tuple[Meeting, User]] = []
    for executive, seller in list(pairs.values())[:4]:
        for days, held in ((-28, True), (3, False)):
            on = today + timedelta(days=days)
            while on.weekday() > 4:
                on += timedelta(days=1)
            starts = timezone.make_aware(datetime.combine(on, time(9)))
            meeting = Meeting(
                kind=kind, organizer=executive, starts_at=starts, place="Our office",
                ends_at=starts + timedelta(minutes=kind.minutes),
            )  # fmt: skip
            if held:
                meeting.held_at, meeting.minutes_by = meeting.ends_at, executive
                meeting.minutes = "Went through renewals and what is overdue."
            rows += [(meeting, executive), (meeting, seller)]
    meetings = [meeting for meeting, _ in rows[::2]]
    Meeting.objects.bulk_create(meetings, batch_size=BATCH)
    AgendaItem.objects.bulk_create(
        [
            AgendaItem(meeting=meeting, rank=n * 10, heading=heading)
            for meeting in meetings
            for n, (heading, _) in enumerate(agenda_points(kind, None, today), start=1)
        ],
        batch_size=BATCH,
    )
    Attendee.objects.bulk_create(
        [
            Attendee(meeting=meeting, user=user, name=user.name, email=user.email,
                     came=True if meeting.held_at else None)
            for meeting, user in rows
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _meeting(
    kind: MeetingKind, client: Client, crew: Crew, on: date, rng: Random, *, held: bool,
    told: bool = True,
) -> Meeting:  # fmt: skip
    while on.weekday() > 4:
        on += timedelta(days=-1 if held else 1)
    starts = timezone.make_aware(datetime.combine(on, time(9 + rng.randint(0, 6))))
    meeting = Meeting(
        kind=kind, client=client, organizer=crew[0], starts_at=starts,
        ends_at=starts + timedelta(minutes=kind.minutes),
        place="Our office" if kind.internal else f"{client.street}, {client.city}".strip(", "),
        travel="By car, 40 minutes each way" if kind.travel else "",
    )  # fmt: skip
    if held and told:
        meeting.held_at, meeting.minutes = meeting.ends_at, SAID[kind.code].said
        meeting.minutes_by = crew[0]
    return meeting

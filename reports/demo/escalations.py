"""What was escalated in the last days, by people and by the rules, and who asked for help."""

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from accounts.escalations.raising import pass_on_due, raise_due
from accounts.models import Client, Escalation, EscalationStep, HelpRequest, ServiceAssignment
from teams.access.roles import Role
from teams.calendar.querysets import office_calendar
from teams.models import Notification, User

DAYS_BACK = (9, 6, 4, 2, 1)  # business days on which the rules were asked
PEOPLE, ASKING = 8, 4
MATTERS = (
    ("The carrier does not answer since three weeks", "Two e-mails and a call; no quote yet."),
    ("Client threatens to leave over late certificates", "Promised for Monday; please call."),
    ("Premium dispute on the last audit", "Payroll was counted twice; the auditor insists."),
    ("Binder and proposal differ", "The deductible is not the one we proposed."),
)
WISHES = (
    ("A second pair of hands for the renewals of March", "Fourteen accounts in three weeks."),
    ("Two hours of marketing for a remarket", "The increase is above twenty percent."),
    ("A day without telephone to catch up on policy checks", "Nine policies wait."),
)
DONE = {
    "order-untouched": "Two administrators of the other team helped out; the queue is short again.",
    "commitment-late": "Gone through with the executives; new days are agreed with the clients.",
    "placement-step-late": "Marketing has the list; what is needed first goes out this week.",
    "receivable-old": "Collections calls each of them this week; two have promised to pay.",
    "binder-running-out": "The carrier issues by Friday; extensions are in the file.",
    "expired-without-disposition": "Renewed with the same carrier; the policy is on its way.",
}


def escalate_of_late(today: date, seed: int) -> None:
    """A handful in every standing: the rules as they were asked on the last days, with what the
    heads did about it, and what people raised themselves."""
    heads = User.objects.active().filter(role__in=[Role.MANAGER, Role.DIRECTOR]).order_by("pk")
    manager = next((p for p in heads if p.role == Role.MANAGER), None)
    director = next((p for p in heads if p.role == Role.DIRECTOR), None)
    if manager is None or director is None:
        return
    calendar, rng = office_calendar(today), Random(f"{seed}:escalations")
    for back in DAYS_BACK:
        now = _at(calendar.add_business_days(today, -back), time(9, 5))
        _see_to(now, rng)
        pass_on_due(now)
        raise_due(now)
    served = ServiceAssignment.objects.current().filter(role=Role.ACCOUNT_EXECUTIVE)
    first = served.order_by("client").select_related("client", "user")[: PEOPLE + ASKING]
    for n, row in enumerate(first):
        day = calendar.add_business_days(today, -1 - n % 4)
        moment = _at(day, time(9 + n % 6, rng.randint(0, 59)))
        if n < PEOPLE:
            _raise(n, row.client, row.user, manager, director, moment)
        else:
            needed_on = calendar.add_business_days(today, 6)
            _ask(n - PEOPLE, row.client, row.user, manager, moment, needed_on)
    # What was told in the past was read in the past.
    told = Notification.objects.filter(key__startswith="escalation:")
    told.update(read_at=timezone.now(), settled_at=timezone.now())


def _see_to(now: datetime, rng: Random) -> None:
    """What a head did since the rules were asked last: most is looked at, some is over."""
    for row in Escalation.objects.open().exclude(rule="").order_by("pk").select_related("to"):
        if row.acknowledged_at is None and rng.random() < 0.8:
            row.acknowledged_by, row.acknowledged_at = row.to, row.raised_at + timedelta(hours=3)
            _step(row, "acknowledge", row.to, row.acknowledged_at)
        elif row.acknowledged_at and row.rule in DONE and rng.random() < 0.7:
            row.resolved_by, row.resolved_at = row.to, now - timedelta(hours=16)
            row.resolution = DONE[row.rule]
            _step(row, "resolve", row.to, row.resolved_at, row.resolution)
        row.save()


def _raise(n: int, client: Client, by: User, manager: User, director: User, at: datetime) -> None:
    subject, text = MATTERS[n % len(MATTERS)]
    passed, seen, over = n % 4 == 1, n % 4 in (2, 3), n % 4 == 3
    later = at + timedelta(hours=2)
    row = Escalation.objects.create(
        client=client, key=f"hand:demo-{n}", subject=subject, text=text, raised_by=by,
        raised_at=at, to=director if passed else manager,
        level="director" if passed else "manager", director_at=later if passed else None,
        acknowledged_by=manager if seen else None, acknowledged_at=later if seen else None,
        resolved_by=manager if over else None,
        resolved_at=later + timedelta(hours=1) if over else None,
        resolution="Called the client; a new date is agreed." if over else "",
    )  # fmt: skip
    moves = [("raise", by, at)]
    moves += [("director", None, later)] if passed else []
    moves += [("acknowledge", manager, later)] if seen else []
    moves += [("resolve", manager, later + timedelta(hours=1))] if over else []
    for move, who, when in moves:
        _step(row, move, who, when)


def _step(
    row: Escalation, move: str, by: User | None, at: datetime, text: str = ""
) -> EscalationStep:
    return EscalationStep.objects.create(escalation=row, move=move, by=by, at=at, text=text)


def _ask(n: int, client: Client, by: User, manager: User, at: datetime, needed_on: date) -> None:
    what, why = WISHES[n % len(WISHES)]
    answered = n % 4 >= 2
    row = HelpRequest.objects.create(
        client=client if n % 2 else None, what=what, why=why, asked_by=by, needed_on=needed_on,
        to=manager, form_key=UUID(int=n), answered_by=manager if answered else None,
        answered_at=at + timedelta(hours=3) if answered else None,
        granted=(n % 4 == 2) if answered else None,
        answer="Bea helps on Thursday." if answered else "",
    )  # fmt: skip
    HelpRequest.objects.filter(pk=row.pk).update(asked_at=at)


def _at(day: date, when: time) -> datetime:
    moment = timezone.make_aware(datetime.combine(day, when))
    return min(moment, timezone.localtime() - timedelta(minutes=5))

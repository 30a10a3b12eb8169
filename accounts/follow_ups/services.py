"""Keeping follow-ups: adding, closing with an outcome, putting off, handing over, undoing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from accounts.clients.models import Client
from accounts.clients.querysets import people_who_see
from accounts.follow_ups.models import FollowUp, FollowUpKind, FollowUpOutcome, FollowUpStep
from accounts.follow_ups.rules import Shift, check_rhythm, next_planned, shifted
from config.lib.errors import DomainError
from teams.calendar.querysets import office_calendar
from teams.notifications.services import notify
from teams.people.models import Team, User

if TYPE_CHECKING:
    from accounts.activities.models import Activity
    from accounts.orders.models import ServiceOrder
    from accounts.policies.models import PolicyTerm
    from accounts.receivables.models import Invoice

Move = FollowUpStep.Move
FARTHEST = timedelta(days=366 * 5)
UNDO_WITHIN = timedelta(minutes=15)
KEPT = ("owner_id", "team_id", "due_on", "planned_on", "outcome_id", "done_at", "done_by_id")


@transaction.atomic
def add_follow_up(
    *, client: Client, subject: str, due_on: date, by: User | None, owner: User | None = None,
    team: Team | None = None, kind: FollowUpKind | str = "other", note: str = "",
    term: "PolicyTerm | None" = None, order: "ServiceOrder | None" = None,
    invoice: "Invoice | None" = None, entry: "Activity | None" = None, rhythm: str = "",
    shift: str = Shift.NEXT, key: str | None = None, follows: FollowUp | None = None,
) -> FollowUp:  # fmt: skip
    """Remember to come back to `client` on `due_on`, moved to a business day as `shift` says.

    Owned by `owner` or by `team`; by `by` when neither is given. `rhythm` is a recurrence rule
    (RFC 5545): the next occurrence is made when this one is done. The same `key` gives the one
    it made before, so jobs may ask twice. `by` None means Steward itself.

    Raises DomainError for a day that is past or more than five years off, a rhythm that makes no
    sense, both a person and a team, somebody who does not see the client, and a policy, order,
    invoice or entry of another client.
    """
    if by is not None:
        _may_write(by)
        if not Client.objects.visible_to(by).filter(pk=client.pk).exists():
            raise DomainError("There is no such client among yours.")
    if key and (made := FollowUp.objects.filter(key=key).first()):
        if made.client_id != client.pk or (by and made.created_by_id != by.pk):
            raise DomainError("This form was already used; open a new one.")
        return made
    if not subject.strip():
        raise DomainError("Say what is to be followed up.", "subject")
    check_day(due_on)
    for name, thing in (("term", term), ("order", order), ("invoice", invoice), ("entry", entry)):
        if thing is not None and thing.client_id != client.pk:
            raise DomainError("This belongs to another client.", name)
    if owner is None and team is None:
        owner = by
    check_owner([client], owner, team)
    if isinstance(kind, str):
        kind = FollowUpKind.objects.get(code=kind)
    calendar = office_calendar()
    row = FollowUp.objects.create(
        client=client, term=term, order=order, invoice=invoice, entry=entry, kind=kind,
        subject=subject.strip()[:200], note=note.strip(), owner=owner, team=team,
        planned_on=due_on, due_on=max(shifted(due_on, shift, calendar), timezone.localdate()),
        shift=shift, rhythm=check_rhythm(rhythm, due_on), began_on=due_on, key=key or None,
        follows=follows, created_by=by,
    )  # fmt: skip
    _note([row], Move.ADD, by)
    _tell([row], by)
    return row


@transaction.atomic
def complete_follow_up(
    *, follow_up: FollowUp, outcome: FollowUpOutcome, by: User, version: int | None = None,
    text: str = "", next_on: date | None = None, next_subject: str = "", start_next: bool = True,
    end_series: bool = False,
) -> UUID:  # fmt: skip
    """Close a follow-up with its outcome; the next step or occurrence is made with it.

    The outcome's own next step starts unless `start_next` is off; `next_on` and `next_subject`
    say otherwise than the outcome does. A follow-up with a rhythm comes again unless
    `end_series`. Gives the batch by which `undo` takes all of it back. Raises DomainError when
    it was closed before, when words are missing, or for an outcome of another kind.
    """
    row = _locked([follow_up.pk], by)[0]
    _same_version(row, version)
    if row.done_at:
        raise DomainError(f"This was closed already: {row.outcome}.")
    if not outcome.active or outcome.kind_id not in (None, row.kind_id):
        raise DomainError(f"“{outcome}” is no outcome of “{row.kind}”.", "outcome")
    if outcome.needs_text and not text.strip():
        raise DomainError(f"Say in a few words: {outcome.name.lower()}.", "text")
    if next_on:
        check_day(next_on, "next_on")
    batch = uuid4()
    was = _was(row)
    row.outcome, row.done_at, row.done_by = outcome, timezone.now(), by
    row.save_version(row.version, ["outcome", "done_at", "done_by"])
    words = f"{outcome}: {text.strip()}" if text.strip() else str(outcome)
    _note([row], Move.DONE, by, text=words, batch=batch, was={row.pk: was})
    made = None
    if row.rhythm and not end_series:
        made = _again(row)
    elif start_next and (next_on or outcome.next_days):
        made = _next_step(row, outcome, next_on, next_subject)
    if made:
        _note([made], Move.ADD, by, text=f"After: {row}", batch=batch)
    return batch


def _again(row: FollowUp) -> FollowUp | None:
    """The next occurrence that is still to come; days nobody saw to are not made up for."""
    after = max(row.planned_on, timezone.localdate())
    planned = next_planned(row.rhythm, row.began_on, after)
    if planned is None:
        return None
    return _successor(row, kind=row.kind, subject=row.subject, planned_on=planned,
                      due_on=shifted(planned, row.shift, office_calendar()), note=row.note,
                      rhythm=row.rhythm, began_on=row.began_on)  # fmt: skip


def _next_step(row: FollowUp, outcome: FollowUpOutcome, on: date | None, subject: str) -> FollowUp:
    calendar = office_calendar()
    due = on or calendar.add_business_days(timezone.localdate(), outcome.next_days or 1)
    title = (subject.strip() or outcome.next_subject or row.subject)[:200]
    return _successor(row, kind=outcome.next_kind or row.kind, subject=title, planned_on=due,
                      due_on=shifted(due, row.shift, calendar), note=row.note, rhythm="",
                      began_on=due)  # fmt: skip


def _successor(row: FollowUp, **fields: Any) -> FollowUp:
    return FollowUp.objects.create(
        client_id=row.client_id, term_id=row.term_id, order_id=row.order_id,
        invoice_id=row.invoice_id, entry_id=row.entry_id, owner_id=row.owner_id,
        team_id=row.team_id, shift=row.shift, follows=row, created_by=row.done_by, **fields,
    )  # fmt: skip


@transaction.atomic
def snooze(
    *, follow_ups: Sequence[FollowUp], to: date, by: User, version: int | None = None
) -> UUID:
    """Put follow-ups off to `to`, moved to a business day; the rhythm keeps its own days.

    All of them or none. Gives the batch for `undo`. Raises DomainError for a day that is not
    ahead, and for follow-ups that are closed or not among those of `by`.
    """
    if to <= timezone.localdate():
        raise DomainError("Put it off to a day after today.", "to")
    check_day(to, "to")
    rows = _open_rows(follow_ups, by, version)
    batch, was, calendar = uuid4(), {row.pk: _was(row) for row in rows}, office_calendar()
    for row in rows:
        row.due_on = shifted(to, row.shift, calendar)
        row.save_version(row.version, ["due_on"])
    words = f"{rows[0].due_on:%m/%d/%Y}"
    _note(rows, Move.SNOOZE, by, text=f"to {words}", batch=batch, was=was)
    return batch


@transaction.atomic
def reassign(
    *, follow_ups: Sequence[FollowUp], by: User, owner: User | None = None,
    team: Team | None = None, text: str = "", version: int | None = None,
) -> UUID:  # fmt: skip
    """Hand follow-ups over to a person or a team, who are told. All of them or none.

    Gives the batch for `undo`. Raises DomainError for closed ones, for neither or both of
    `owner` and `team`, and for somebody who does not see one of the clients.
    """
    rows = _open_rows(follow_ups, by, version)
    check_owner(list({row.client_id: row.client for row in rows}.values()), owner, team)
    batch, was = uuid4(), {row.pk: _was(row) for row in rows}
    for row in rows:
        row.owner, row.team = owner, team
        row.save_version(row.version, ["owner", "team"])
    words = f"to {owner or team}" + (f": {text.strip()}" if text.strip() else "")
    _note(rows, Move.REASSIGN, by, text=words, batch=batch, was=was)
    _tell(rows, by, batch)
    return batch


@transaction.atomic
def comment(*, follow_up: FollowUp, by: User, text: str) -> FollowUpStep:
    """Say something about a follow-up; its owner is told. Raises DomainError for no words."""
    row = _locked([follow_up.pk], by)[0]
    if not text.strip():
        raise DomainError("Say something, or leave it.", "text")
    (event,) = _note([row], Move.COMMENT, by, text=text.strip())
    if row.owner_id and row.owner_id != by.pk:
        words = f"{by} commented on a follow-up at {row.client}"
        notify([row.owner_id], f"follow-up-comment:{event.pk}", words, row.get_absolute_url(),
               about=str(row.client))  # fmt: skip
    return event


@transaction.atomic
def undo(*, batch: UUID, by: User) -> int:
    """Take back what one press of a button did; how many follow-ups are as they were.

    Raises DomainError when it was somebody else's, lies too far back, was undone before, or when
    a follow-up was touched since. Then nothing changes.
    """
    steps = FollowUpStep.objects.filter(batch=batch, by=by).exclude(move=Move.UNDO)
    events = list(steps.order_by("pk"))
    changed = [event for event in events if event.was]
    if not changed:
        raise DomainError("There is nothing to undo.")
    if changed[0].at < timezone.now() - UNDO_WITHIN:
        raise DomainError("This lies too far back to undo; change the follow-up itself.")
    rows = {row.pk: row for row in _locked([e.follow_up_id for e in events], by)}
    last = FollowUpStep.objects.filter(follow_up__in=rows).exclude(move=Move.COMMENT)
    latest = {e.follow_up_id: e.batch for e in last.order_by("pk")}
    if any(latest[pk] != batch for pk in rows):
        raise DomainError("A follow-up was changed since; nothing was undone.")
    for event in changed:
        row = rows[event.follow_up_id]
        _restore(row, event.was)
    _drop([rows[e.follow_up_id] for e in events if not e.was], by)
    _note(list(rows.values()), Move.UNDO, by)
    return len(changed)


def _drop(rows: list[FollowUp], by: User) -> None:
    """What an undone closing had started is not needed any more."""
    outcome = FollowUpOutcome.objects.get(code="dropped")
    for row in rows:
        row.outcome, row.done_at, row.done_by, row.follows = outcome, timezone.now(), by, None
        row.save_version(row.version, ["outcome", "done_at", "done_by", "follows"])


def _restore(row: FollowUp, was: dict[str, Any]) -> None:
    for name in KEPT:
        value = was[name]
        if name.endswith("_on") and value:
            value = date.fromisoformat(value)
        if name.endswith("_at") and value:
            value = datetime.fromisoformat(value)
        setattr(row, name, value)
    row.save_version(row.version, list(KEPT))


def _was(row: FollowUp) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in KEPT}
    return {k: v.isoformat() if isinstance(v, date | datetime) else v for k, v in values.items()}


def _may_write(by: User) -> None:
    if not by.may("follow_ups.write"):
        raise DomainError("Your role may not keep follow-ups.")


def check_day(day: date, field: str = "due_on") -> None:
    """Raises DomainError unless `day` is today or later and within five years."""
    today = timezone.localdate()
    if day < today:
        raise DomainError("This day is past; choose today or a day to come.", field)
    if day > today + FARTHEST:
        raise DomainError("This is more than five years away; choose a nearer day.", field)


def check_owner(clients: Sequence[Client], owner: User | None, team: Team | None) -> None:
    """Raises DomainError unless one person or team is named, who sees every client."""
    if (owner is None) == (team is None):
        raise DomainError("Choose a person or a team, one of the two.", "owner")
    if unseen := next(iter(_unseen(clients, owner, team)), None):
        raise DomainError(f"{owner or team} does not see {unseen} and cannot work for it.", "owner")


def _unseen(clients: Sequence[Client], owner: User | None, team: Team | None) -> list[Client]:
    """Those of `clients` that are hidden from the person, or from everybody in the team."""
    if team is not None:
        others = [client for client in clients if client.team_id != team.pk]
        return [c for c in others if not people_who_see(c).filter(memberships__team=team).exists()]
    if owner is None or not owner.may("follow_ups.view"):
        return list(clients)
    ids = [client.pk for client in clients]
    seen = set(Client.objects.visible_to(owner).filter(pk__in=ids).values_list("pk", flat=True))
    return [client for client in clients if client.pk not in seen]


def _locked(ids: Sequence[int], by: User) -> list[FollowUp]:
    _may_write(by)
    rows = (
        FollowUp.objects.visible_to(by)
        .select_related("client__team", "kind", "outcome", "owner", "team")
        .select_for_update(of=("self",))
        .filter(pk__in=ids)
        .order_by("pk")
    )
    found = list(rows)
    if len(found) != len(set(ids)):
        raise DomainError("There is no such follow-up among yours.")
    return found


def _open_rows(follow_ups: Sequence[FollowUp], by: User, version: int | None) -> list[FollowUp]:
    rows = _locked([row.pk for row in follow_ups], by)
    if not rows:
        raise DomainError("Choose at least one follow-up.")
    _same_version(rows[0], version)
    if any(row.done_at for row in rows):
        raise DomainError("One of these was closed meanwhile; reload the list.")
    return rows


def _same_version(row: FollowUp, version: int | None) -> None:
    if version is not None and row.version != version:
        raise DomainError("Somebody changed this follow-up meanwhile; reload and look again.")


def _note(
    rows: Sequence[FollowUp], move: str, by: User | None, *, text: str = "",
    batch: UUID | None = None, was: dict[int, dict[str, Any]] | None = None,
) -> list[FollowUpStep]:  # fmt: skip
    batch = batch or uuid4()
    events = [
        FollowUpStep(follow_up=row, by=by, move=move, text=text, batch=batch,
                      was=(was or {}).get(row.pk, {}))
        for row in rows
    ]  # fmt: skip
    return FollowUpStep.objects.bulk_create(events)


def _tell(rows: Sequence[FollowUp], by: User | None, batch: UUID | None = None) -> None:
    """Tell the new owner once, however many follow-ups came together."""
    owner = rows[0].owner_id
    if owner is None or (by and owner == by.pk):
        return
    row = rows[0]
    many = f"{len(rows)} follow-ups" if len(rows) > 1 else f"a follow-up at {row.client}"
    url = "/follow-ups/" if len(rows) > 1 else row.get_absolute_url()
    notify([owner], f"follow-up:{row.pk}:{batch or 'new'}", f"{by or 'Steward'} gave you {many}",
           url, about=str(row.client) if len(rows) == 1 else "")  # fmt: skip

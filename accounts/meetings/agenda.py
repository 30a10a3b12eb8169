"""The agenda of a meeting, filled in from the account's file."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Sum

from accounts.clients.models import Client
from accounts.follow_ups.models import FollowUp
from accounts.ledger.models import Posting
from accounts.overviews.facts import facts_of
from accounts.policies.models import PolicyTransaction
from config.lib.money import ZERO
from config.lib.templatetags.steward import money_plain, us_date

if TYPE_CHECKING:
    from accounts.meetings.models import MeetingKind

MOST = 12
Filler = Callable[[Client, date], str]


def agenda_points(kind: "MeetingKind", client: Client | None, on: date) -> list[tuple[str, str]]:
    """(heading, text) of each point of the kind's agenda, with the facts of `client` as of `on`."""
    points = []
    for line in kind.agenda.splitlines():
        heading, _, name = line.partition("=")
        filler = FILLERS.get(name.strip())
        if heading.strip():
            text = filler(client, on) if filler and client is not None else ""
            points.append((heading.strip()[:120], text[:4000]))
    return points


def _from_overview(heading: str) -> Filler:
    def fill(client: Client, on: date) -> str:
        return "\n".join(f"{name}: {value}" for name, value in facts_of(client, on)[heading])

    return fill


def _expirations(client: Client, on: date) -> str:
    terms = client.terms.in_force(on).filter(expires_on__isnull=False)
    rows = terms.select_related("policy__line").order_by("expires_on", "pk")[:MOST]
    lines = [
        f"{us_date(t.expires_on)}: {t.policy.line} {t.number}, {money_plain(t.annual_premium)}"
        for t in rows
    ]
    return "\n".join(lines) or "Nothing in force expires."


def _commitments(client: Client, on: date) -> str:
    rows = client.commitments.open().with_standing(on).select_related("template")
    lines = [
        f"{us_date(row.due_on)}: {row.template.name} ({row.standing.replace('_', ' ')})"
        for row in rows.order_by("due_on", "pk")[:MOST]
    ]
    return "\n".join(lines) or "Everything promised was kept; nothing is open."


def _work(client: Client, on: date) -> str:
    orders = client.orders.open().select_related("type").order_by("due_at", "pk")[:MOST]
    lines = [f"Order {o.pk}: {o.type} ({o.get_state_display().lower()})" for o in orders]
    waiting = FollowUp.objects.filter(client=client, done_at=None).order_by("due_on", "pk")
    lines += [f"{us_date(f.due_on)}: {f.subject}" for f in waiting[:MOST]]
    return "\n".join(lines) or "No order or follow-up is open."


def _money(client: Client, on: date) -> str:
    owed = Posting.objects.filter(
        client=client, account__in=["receivable", "unapplied_cash"]
    ).aggregate(total=Sum("amount"))["total"]
    year = PolicyTransaction.objects.filter(
        term__client=client, effective_on__gt=on.replace(year=on.year - 1, day=1),
        effective_on__lte=on,
    ).aggregate(premium=Sum("premium"), income=Sum("commission"))  # fmt: skip
    return (
        f"Premium booked in twelve months: {money_plain(year['premium'] or ZERO)}\n"
        f"Account income in twelve months: {money_plain(year['income'] or ZERO)}\n"
        f"Owes: {money_plain(owed or ZERO)}"
    )


def _last_meeting(client: Client, on: date) -> str:
    last = (
        client.meetings.filter(held_at__isnull=False)
        .select_related("kind")
        .order_by("-starts_at")
        .first()
    )
    if last is None:
        return "No earlier meeting is on file."
    lines = [f"{last.kind}, {us_date(last.starts_at.date())}"]
    lines += [f"Decided: {d.text}" for d in last.decisions.all()[:MOST]]
    actions = last.actions.annotate(done=F("follow_up__done_at")).select_related("follow_up")
    lines += [f"{'Done' if a.done else 'Open'}: {a.follow_up.subject}" for a in actions[:MOST]]
    return "\n".join(lines)


FILLERS: dict[str, Filler] = {
    "coverage": _from_overview("Coverage in force"),
    "exposures": _from_overview("Exposures"),
    "claims": _from_overview("Claims"),
    "people": _from_overview("People"),
    "expirations": _expirations,
    "commitments": _commitments,
    "work": _work,
    "money": _money,
    "last meeting": _last_meeting,
}

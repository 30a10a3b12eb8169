"""What people do with commitments: show how one was met, waive it, say whom it waits for."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.clients.models import Client
from accounts.service_plans.models import Commitment, CommitmentTemplate, Evidence, ServicePlan
from accounts.service_plans.states import Happening, WaitsFor
from config.lib.errors import DomainError
from teams.calendar.querysets import office_calendar

if TYPE_CHECKING:
    from teams.people.models import User

OVER = "This commitment is met or waived already; reload to see how."


def _open(commitment: Commitment, by: "User") -> Commitment:
    row = (
        Commitment.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("template", "client")
        .filter(pk=commitment.pk)
        .first()
    )
    if row is None:
        raise DomainError("There is no such commitment among your clients’.")
    if row.met_on or row.waived_at:
        raise DomainError(OVER)
    return row


@transaction.atomic
def meet(*, commitment: Commitment, evidence: Evidence, by: "User") -> Commitment:
    """Show by `evidence` of the client that the commitment was met, on the evidence's day.

    Raises DomainError when it is over already, when the evidence belongs to another client, or
    is dated after today.
    """
    row = _open(commitment, by)
    if evidence.client_id != row.client_id:
        raise DomainError("This belongs to another client.", "evidence")
    if evidence.on > timezone.localdate():
        raise DomainError("This has not happened yet.", "evidence")
    row.evidence, row.met_on, row.met_by = evidence, evidence.on, by
    row.waits_for, row.waits_since = "", None
    row.version += 1
    row.save(update_fields=["evidence", "met_on", "met_by", "waits_for", "waits_since", "version"])
    log_event(
        client=row.client, subject=f"Met: {row.template.name}", text=evidence.label,
        link=evidence.url, by=by, term=row.term,
    )  # fmt: skip
    return row


@transaction.atomic
def waive(*, commitment: Commitment, reason: str, by: "User") -> Commitment:
    """Give the commitment up, with the reason. Raises DomainError without one, or when over."""
    row = _open(commitment, by)
    if not by.may("service.waive"):
        raise DomainError("Your role may not waive commitments.")
    if not reason.strip():
        raise DomainError("Say why it is waived; the client’s file keeps it.", "reason")
    row.waived_by, row.waived_at, row.waiver = by, timezone.now(), reason.strip()[:300]
    row.waits_for, row.waits_since = "", None
    row.version += 1
    row.save(
        update_fields=["waived_by", "waived_at", "waiver", "waits_for", "waits_since", "version"]
    )
    log_event(
        client=row.client, subject=f"Waived: {row.template.name}", text=row.waiver, by=by,
        link=row.get_absolute_url(),
    )  # fmt: skip
    return row


@transaction.atomic
def wait(*, commitment: Commitment, waits_for: str, by: "User") -> Commitment:
    """The commitment waits for the client or the carrier; its days stand still meanwhile."""
    row = _open(commitment, by)
    if waits_for not in WaitsFor.values:
        raise DomainError("Say whether it waits for the client or the carrier.", "waits_for")
    if row.waits_since:
        raise DomainError(f"It waits for {row.get_waits_for_display().lower()} already.")
    row.waits_for, row.waits_since = waits_for, timezone.localdate()
    row.version += 1
    row.save(update_fields=["waits_for", "waits_since", "version"])
    return row


@transaction.atomic
def resume(*, commitment: Commitment, by: "User") -> Commitment:
    """Nobody is waited for any more; the days it waited are added to its due day.

    What was late when it began to wait stays as late as it was.
    """
    row = _open(commitment, by)
    if row.waits_since is None:
        raise DomainError("It does not wait for anybody.")
    waited = (timezone.localdate() - row.waits_since).days
    if row.waits_since <= row.late_after:
        shift = timedelta(days=waited)
        row.due_on, row.late_after = row.due_on + shift, row.late_after + shift
        row.counts_until += shift
    row.waited_days += waited
    row.waits_for, row.waits_since = "", None
    row.version += 1
    row.save(
        update_fields=["due_on", "late_after", "counts_until", "waited_days", "waits_for",
                       "waits_since", "version"]
    )  # fmt: skip
    return row


@transaction.atomic
def promise_call(*, client: Client, called_at: datetime, about: str, by: "User") -> Commitment:
    """The client asked to be called back: promise it as the client's tier has it.

    Raises DomainError for a moment in the future, and for a client without a plan or a tier
    without this commitment.
    """
    now = timezone.localtime()
    if called_at > now:
        raise DomainError("This has not happened yet; give the moment they called.", "called_at")
    plan = ServicePlan.objects.filter(client=client, year_on__lte=now.date(),
                                      ends_on__gt=now.date()).first()  # fmt: skip
    template = (
        CommitmentTemplate.objects.in_force(now.date())
        .filter(happening=Happening.CALLED, tier=client.tier_id)
        .first()
    )
    if plan is None or template is None:
        raise DomainError("This client’s tier promises no call back; note the call instead.")
    calendar, called = office_calendar(), timezone.localtime(called_at)
    day = called.date() + timedelta(days=int(called.time() > calendar.cut_off_at))
    due = calendar.add_business_days(calendar.next_business_day(day), template.offset)
    return Commitment.objects.create(
        plan=plan, client=client, template=template, code=template.code,
        key=f"by-hand:{called:%Y-%m-%dT%H:%M:%S.%f}", about=about.strip()[:120], due_on=due,
        late_after=due + timedelta(days=template.tolerance_days), counts_from=called.date(),
        counts_until=due + timedelta(days=template.tolerance_days + template.window_days),
        owner=by,
    )  # fmt: skip


@transaction.atomic
def show_by_hand(
    *, commitment: Commitment, on: date, label: str, url: str, key: str, by: "User"
) -> Commitment:
    """Meet a commitment with something of the client's file: `label` says what, `url` where."""
    item, _ = Evidence.objects.get_or_create(
        key=f"{key}:{commitment.template.deliverable}",
        defaults={
            "client_id": commitment.client_id, "deliverable": commitment.template.deliverable,
            "on": on, "label": label[:200], "url": url, "by": by, "term_id": commitment.term_id,
        },
    )  # fmt: skip
    return meet(commitment=commitment, evidence=item, by=by)


@transaction.atomic
def hand_over(*, commitment: Commitment, to: "User | None", by: "User") -> Commitment:
    """Let `to` see to the commitment; None: again whoever serves the client in its role."""
    row = _open(commitment, by)
    if to is not None and not (
        to.is_active and Client.objects.visible_to(to).filter(pk=row.client_id).exists()
    ):
        raise DomainError(f"{to} cannot see this client.", "to")
    row.owner = to
    row.version += 1
    row.save(update_fields=["owner", "version"])
    return row

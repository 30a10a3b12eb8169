"""Saying who serves a client, for one or for many, and who stands in for whom."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.activities.models import Activity, ActivityKind
from accounts.clients.models import Client, ServiceAssignment
from accounts.service_team.models import Absence
from config.lib.errors import DomainError
from teams.access.roles import Role
from teams.people.models import User


@transaction.atomic
def reassign(
    *, clients: Sequence[Client], role: str, to: "User | None", from_on: date, by: User
) -> int:
    """Let `to` serve `clients` in `role` from `from_on`; None ends it. Says how many changed.

    Raises DomainError for somebody who has left, a day to come, or a day before the present
    person began; then nothing is changed.
    """
    if to is not None and not to.is_active:
        raise DomainError(f"{to} has left; choose somebody who works here.", "to")
    if from_on > timezone.localdate():
        raise DomainError("Who serves a client changes today or in the past.", "from_on")
    ids = [client.pk for client in clients]
    list(Client.objects.select_for_update().filter(pk__in=ids).order_by("pk").values("pk"))
    held = {
        row.client_id: row
        for row in ServiceAssignment.objects.current()
        .filter(client__in=ids, role=role)
        .select_related("user", "client")
    }
    ended, begun, said = [], [], []
    for client in clients:
        row = held.get(client.pk)
        if (row.user_id if row else None) == (to.pk if to else None):
            continue
        if row:
            if row.from_on > from_on:
                raise DomainError(
                    f"{row.user} serves {client} only since {row.from_on:%m/%d/%Y}; "
                    "choose that day or a later one.",
                    "from_on",
                )
            row.until_on = from_on
            ended.append(row)
        if to:
            begun.append(ServiceAssignment(client=client, user=to, role=role, from_on=from_on))
        words = f"{Role(role).label}: {row.user if row else 'nobody'} → {to or 'nobody'}"
        said.append(Activity(client=client, kind=ActivityKind.SYSTEM, subject=words, by=by))
    ServiceAssignment.objects.bulk_update(ended, ["until_on"], batch_size=500)
    ServiceAssignment.objects.bulk_create(begun, batch_size=1000)
    Activity.objects.bulk_create(said, batch_size=1000)
    return len(said)


@transaction.atomic
def cover(
    *, person: User, deputy: User, from_on: date, last_on: date, by: User, reason: str = ""
) -> Absence:
    """`deputy` works the clients of `person` from `from_on` to `last_on`, both included.

    Raises DomainError for dates in the wrong order, somebody covering themselves, one who has
    left, and a second cover for the same days.
    """
    if last_on < from_on:
        raise DomainError("The last day away is before the first.", "last_on")
    if person.pk == deputy.pk:
        raise DomainError("Nobody stands in for themselves; choose a colleague.", "deputy")
    if not deputy.is_active:
        raise DomainError(f"{deputy} has left; choose somebody who works here.", "deputy")
    User.objects.select_for_update().get(pk=person.pk)
    others = Absence.objects.filter(person=person, from_on__lte=last_on, last_on__gte=from_on)
    if other := others.select_related("deputy", "person").first():
        raise DomainError(f"There is a cover for these days already: {other}.", "from_on")
    return Absence.objects.create(
        person=person, deputy=deputy, from_on=from_on, last_on=last_on, reason=reason,
        entered_by=by,
    )  # fmt: skip


@transaction.atomic
def end_cover(*, absence: Absence, by: User) -> None:
    """The person is back: a running cover ends yesterday, one that has not begun is removed."""
    today = timezone.localdate()
    if absence.from_on >= today:
        absence.delete()
    elif absence.last_on >= today:
        absence.last_on = date.fromordinal(today.toordinal() - 1)
        absence.save(update_fields=["last_on"])

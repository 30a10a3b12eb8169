"""Writing procedures and saying that one has read them."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.clients.models import Client
from accounts.clients.querysets import people_who_see
from accounts.procedures.models import Procedure, ProcedureRead
from config.lib.errors import DomainError
from teams.notifications.services import notify
from teams.people.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable


@transaction.atomic
def write_procedure(
    *, procedure: Procedure | None, version: int, values: dict[str, Any], by: User
) -> Procedure:
    """Add a procedure or change one opened at `version`; a new text is a new edition, and told.

    Raises DomainError for no text, a client `by` does not see, or when somebody else changed it.
    """
    client = values.get("client")
    if client is not None and not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise DomainError("There is no such client among yours.", "client")
    if not values["text"].strip():
        raise DomainError("Write down the steps.", "text")
    if procedure is None:
        row = Procedure.objects.create(**values, changed_by=by, changed_at=timezone.now())
    else:
        row = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
        new_text = row.text.strip() != values["text"].strip()
        for name, value in values.items():
            setattr(row, name, value)
        row.edition += int(new_text)
        row.changed_by, row.changed_at = by, timezone.now()
        row.save_version(version, [*values, "edition", "changed_by", "changed_at"])
        if not new_text:
            return row
    _tell(row, by)
    return row


def _tell(row: Procedure, by: User) -> None:
    people: Iterable[User] = (
        people_who_see(row.client) if row.client else User.objects.active().holding("service.work")
    )
    about = str(row.client or "")
    notify(
        [p for p in people if p.pk != by.pk], f"procedure:{row.pk}:{row.edition}",
        f"Please read: {row.title}", row.get_absolute_url(), about=about,
    )  # fmt: skip


@transaction.atomic
def mark_procedure_read(*, procedure: Procedure, edition: int, by: User) -> None:
    """`by` has read this edition. Safe to repeat.

    Raises DomainError when it has changed since it was opened.
    """
    row = Procedure.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=procedure.pk)
    now = row.first()
    if now is None:
        raise DomainError("There is no such procedure for you.")
    if now.edition != edition:
        raise DomainError("It was changed since you opened it; read the new edition first.")
    ProcedureRead.objects.bulk_create(
        [ProcedureRead(procedure=now, edition=edition, user=by, at=timezone.now())],
        ignore_conflicts=True,
    )

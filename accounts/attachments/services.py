"""Keeping clients' files: add, new version, remove, restore."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.attachments.intake import Looked, look
from accounts.attachments.models import Attachment, AttachmentCategory, AttachmentVersion
from accounts.clients.models import Client
from accounts.orders.models import ServiceOrder
from accounts.policies.models import PolicyTerm
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError
from teams.people.models import User


@transaction.atomic
def add_file(
    *,
    client: Client,
    upload: Any,
    by: User,
    category: AttachmentCategory | None = None,
    received_on: date | None = None,
    term: PolicyTerm | None = None,
    order: ServiceOrder | None = None,
    invoice: Invoice | None = None,
    came_with: Attachment | None = None,
) -> AttachmentVersion:
    """Keep `upload` in the client's file, received today unless said; its first version.

    Raises DomainError for a file that is dangerous, too large, over the quota or there already.
    """
    _may(client, by)
    for thing in (term, order, invoice):
        if thing is not None and thing.client_id != client.pk:
            raise DomainError("The policy, order or invoice belongs to another client.")
    looked = look(upload, upload.name, upload.size)
    _room(client, looked)
    code = "correspondence" if looked.ending in ("eml", "msg") else "other"
    attachment = Attachment.objects.create(
        client=client,
        term=term,
        order=order,
        invoice=invoice,
        came_with=came_with,
        category=category or AttachmentCategory.objects.get(code=code),
        title=looked.name.rpartition(".")[0],
        received_on=received_on or timezone.localdate(),
    )
    return _keep(attachment, 1, upload, looked, by)


@transaction.atomic
def add_version(*, attachment: Attachment, upload: Any, by: User) -> AttachmentVersion:
    """Put a newer state of the paper on top; the older ones stay. Raises DomainError."""
    _may(attachment.client, by)
    row = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if row.removed_at:
        raise DomainError("This file was removed; restore it first.")
    looked = look(upload, upload.name, upload.size)
    _room(row.client, looked)
    latest = row.versions.first()
    return _keep(row, latest.number + 1 if latest else 1, upload, looked, by)


@transaction.atomic
def remove(*, attachment: Attachment, by: User, reason: str) -> Attachment:
    """Take the file off the list; it can be restored. Raises DomainError without a reason."""
    _may(attachment.client, by)
    if not reason.strip():
        raise DomainError("Say why the file is removed.", "reason")
    row = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if row.removed_at is None:
        row.removed_at, row.removed_by = timezone.now(), by
        row.removed_why = reason.strip()[:200]
        row.save_version(row.version, ["removed_at", "removed_by", "removed_why"])
    return row


@transaction.atomic
def restore(*, attachment: Attachment, by: User) -> Attachment:
    """Put a removed file back on the list."""
    _may(attachment.client, by)
    row = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if row.removed_at is not None:
        row.removed_at, row.removed_by, row.removed_why = None, None, ""
        row.save_version(row.version, ["removed_at", "removed_by", "removed_why"])
    return row


def _may(client: Client, by: User) -> None:
    if not by.may("files.write"):
        raise DomainError("Your role may not keep files.")
    if not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise DomainError("There is no such client among yours.")


def _room(client: Client, looked: Looked) -> None:
    """Refuse what is there already or does not fit; uploads to one client take turns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7301, %s)", [client.pk % 2**31])
    versions = AttachmentVersion.objects.all()
    mine = versions.filter(attachment__client=client)
    same = mine.filter(sha256=looked.sha256, attachment__removed_at=None).first()
    if same:
        raise DomainError(f"You already have this as “{same.attachment.title}”.")
    for rows, limit, whose in (
        (mine, settings.ATTACHMENT_CLIENT_QUOTA, "this client"),
        (versions, settings.ATTACHMENT_TOTAL_QUOTA, "all clients"),
    ):
        if (rows.aggregate(n=Sum("size"))["n"] or 0) + looked.size > limit:
            raise DomainError(f"The space for the files of {whose} is used up.")


def _keep(
    attachment: Attachment, number: int, upload: Any, looked: Looked, by: User
) -> AttachmentVersion:
    upload.seek(0)
    version = AttachmentVersion(
        attachment=attachment,
        number=number,
        name=looked.name,
        size=looked.size,
        sha256=looked.sha256,
        content_type=looked.content_type,
        scanned=looked.scanned,
        by=by,
    )
    version.file.save(f"{uuid.uuid4().hex}.{looked.ending}", File(upload), save=False)
    version.save()
    return version

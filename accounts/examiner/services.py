"""Making an export for an examiner, and keeping it as it went out."""

import hashlib
import tempfile
import uuid
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.utils import timezone

from accounts.clients.models import Client
from accounts.examiner.models import ExaminerExport
from accounts.examiner.sheets import Scope, sheets
from config.lib.errors import DomainError
from config.lib.exports import write_workbook

if TYPE_CHECKING:
    from teams.people.models import User


def title_of(scope: Scope) -> str:
    """What the export is called. Raises DomainError when nothing is asked for or found."""
    if not scope.terms().exists():
        raise DomainError("No policy fits; check the number, the client and the days.")
    parts = [f"policy {scope.policy}"] if scope.policy else []
    if scope.client_id:
        parts.append(Client.objects.get(pk=scope.client_id).name)
    if scope.from_on and scope.until_on:
        parts.append(f"{scope.from_on:%m/%d/%Y} to {scope.until_on:%m/%d/%Y}")
    return f"Examiner’s export: {', '.join(parts)}"[:200]


def make_export(*, scope: Scope, by: "User | None") -> ExaminerExport:
    """Write the workbook of `scope` and keep it with its checksum.

    Raises DomainError when nothing is asked for or found.
    """
    title = title_of(scope)
    count = scope.terms().count()
    about: list[tuple[str, Any]] = [
        ("Export", title),
        ("Policies", count),
        ("Made by", by.name if by else "the system"),
        ("Made at", timezone.now()),
    ]
    with tempfile.TemporaryFile() as book:
        write_workbook(book, sheets(scope, about))
        book.seek(0)
        sha = hashlib.file_digest(book, "sha256").hexdigest()
        export = ExaminerExport(
            title=title, policy=scope.policy, client_id=scope.client_id, from_on=scope.from_on,
            until_on=scope.until_on, policies=count, sha256=sha, made_by=by,
        )  # fmt: skip
        book.seek(0)
        export.file.save(f"examiner-{uuid.uuid4().hex}.xlsx", File(book), save=False)
    export.save()
    return export

"""Writing on a client's timeline."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.activities.models import Activity, ActivityKind
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from accounts.clients.models import Client
    from accounts.policies.models import PolicyTerm
    from teams.people.models import User


def log_event(
    *, client: "Client", subject: str, by: "User | None", text: str = "", link: str = "",
    term: "PolicyTerm | None" = None,
) -> Activity:  # fmt: skip
    """Note on the timeline what Steward did for `by` (None: by itself)."""
    return Activity.objects.create(
        client=client, term=term, kind=ActivityKind.SYSTEM, subject=subject[:200], text=text,
        link=link, by=by,
    )  # fmt: skip


def log_contact(
    *, client: "Client", kind: str, subject: str, by: "User", text: str = "",
    happened_at: datetime | None = None, term: "PolicyTerm | None" = None,
    answers: Activity | None = None, link: str = "",
) -> Activity:  # fmt: skip
    """A call, e-mail, note or meeting that `by` had; `happened_at` is now unless given.

    Raises DomainError for a moment in the future, an unknown kind, or an answer to an entry of
    another client.
    """
    if kind not in ActivityKind.values or kind == ActivityKind.SYSTEM:
        raise DomainError("Choose a call, an e-mail, a note or a meeting.", "kind")
    if happened_at and happened_at > timezone.now():
        raise DomainError("This has not happened yet; give the moment it did.", "happened_at")
    if answers and answers.client_id != client.pk:
        raise DomainError("An answer stays with the client of what it answers.")
    return Activity.objects.create(
        client=client, term=term, kind=kind, subject=subject, text=text, by=by, answers=answers,
        link=link,
        happened_at=happened_at or timezone.now(),
    )  # fmt: skip

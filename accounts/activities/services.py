"""Writing on a client's timeline."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.activities.models import Activity, ActivityKind, Mention, Pin
from accounts.activities.rules import mentioned
from accounts.clients.models import Client
from accounts.clients.querysets import people_who_see
from config.lib.errors import DomainError
from teams.notifications.services import notify
from teams.people.models import User

if TYPE_CHECKING:
    from accounts.policies.models import PolicyTerm

MOST_PINS = 5


def log_event(
    *, client: "Client", subject: str, by: "User | None", text: str = "", link: str = "",
    term: "PolicyTerm | None" = None,
) -> Activity:  # fmt: skip
    """Note on the timeline what Steward did for `by` (None: by itself)."""
    return Activity.objects.create(
        client=client, term=term, kind=ActivityKind.SYSTEM, subject=subject[:200], text=text,
        link=link, by=by,
    )  # fmt: skip


@transaction.atomic
def log_contact(
    *, client: "Client", kind: str, subject: str, by: "User", text: str = "",
    happened_at: datetime | None = None, term: "PolicyTerm | None" = None,
    answers: Activity | None = None, form_key: UUID | None = None, link: str = "",
) -> Activity:  # fmt: skip
    """A call, e-mail, note or meeting that `by` had; `happened_at` is now unless given.

    `link` is where the message itself is kept, if it came as a file.

    An answer to an answer joins the thread. Everyone named with @ in it is told, once. The same
    `form_key` gives the entry it made before. Raises DomainError for a moment in the future, an
    unknown kind, a policy or an answer of another client, and for naming somebody who cannot
    see the client.
    """
    if kind not in ActivityKind.values or kind == ActivityKind.SYSTEM:
        raise DomainError("Choose a call, an e-mail, a note or a meeting.", "kind")
    if not subject.strip():
        raise DomainError("Say in a few words what it was about.", "subject")
    if happened_at and happened_at > timezone.now():
        raise DomainError("This has not happened yet; give the moment it did.", "happened_at")
    if answers and answers.client_id != client.pk:
        raise DomainError("An answer stays with the client of what it answers.")
    if term and term.client_id != client.pk:
        raise DomainError("This policy belongs to another client.", "term")
    # A message that came as a file names nobody of the house on purpose.
    told = [] if link else people_named(client=client, text=f"{subject}\n{text}")
    values = {
        "client": client, "term": term, "kind": kind, "subject": subject.strip(), "by": by,
        "text": text.strip(), "link": link, "happened_at": happened_at or timezone.now(),
        "answers": answers and (answers.answers or answers),
    }  # fmt: skip
    if form_key is None:
        entry, is_new = Activity.objects.create(**values), True
    else:
        entry, is_new = Activity.objects.get_or_create(form_key=form_key, defaults=values)
    if entry.client_id != client.pk or entry.by_id != by.pk:
        raise DomainError("This form was already used; open a new one.")
    if is_new:
        Mention.objects.bulk_create([Mention(activity=entry, user=user) for user in told])
        _tell(entry, told, answers)
    return entry


def _tell(entry: Activity, told: list[User], answers: Activity | None) -> None:
    """Tell who was named, and who wrote what was answered; nobody twice, nor oneself."""
    url = entry.get_absolute_url()
    named = [user for user in told if user.pk != entry.by_id]
    about = str(entry.client)
    notify(named, f"mention:{entry.pk}", f"{entry.by} named you at {about}", url, about=about)
    author = answers.by if answers else None
    if author is None or author.pk == entry.by_id or author in named:
        return
    if people_who_see(entry.client).filter(pk=author.pk).exists():
        words = f"{entry.by} answered you at {about}"
        notify([author], f"answer:{entry.pk}", words, url, about=about)


def people_named(*, client: Client, text: str) -> list[User]:
    """Those named with @ in `text`. Raises DomainError when one of them cannot see the client."""
    if "@" not in text:
        return []
    people = list(User.objects.active())
    seeing = set(people_who_see(client).values_list("pk", flat=True))
    found = []
    for user in mentioned(text, people, seeing):
        if user.pk not in seeing:
            raise DomainError(
                f"{user} cannot see this client and so cannot be named here. "
                "Leave the name out, or have them put on the service team first.",
                "text",
            )
        found.append(user)
    return found


@transaction.atomic
def pin(*, entry: Activity, by: User) -> None:
    """Put `entry` on top of its client's timeline, where up to five stand. Safe to repeat."""
    Client.objects.select_for_update(of=("self",)).get(pk=entry.client_id)
    if Pin.objects.filter(activity=entry).exists():
        return
    if Pin.objects.filter(activity__client=entry.client_id).count() >= MOST_PINS:
        raise DomainError(f"{MOST_PINS} entries are pinned already; take one down first.")
    Pin.objects.create(activity=entry, by=by)


def unpin(*, entry: Activity, by: User) -> None:
    """Take `entry` down; its history keeps who did. Safe to repeat."""
    Pin.objects.filter(activity=entry).delete()

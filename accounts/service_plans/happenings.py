"""What happened to clients that a commitment may wait for: read from where it is recorded."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import cast

from django.utils import timezone

from accounts.certificates.models import Binder
from accounts.orders.models import ServiceOrder
from accounts.policies.models import PolicyTransaction
from accounts.schedules.models import ExperienceMod
from accounts.service_plans.rules import Event
from accounts.service_plans.states import Happening

LOOKS_BACK = timedelta(days=400)
Reader = Callable[[Sequence[int], date], Iterable[tuple[int, Event]]]


def _endorsed(clients: Sequence[int], since: date) -> Iterable[tuple[int, Event]]:
    """Endorsements that move premium, on the day they were entered; imported ones are history."""
    rows = PolicyTransaction.objects.filter(
        term__client__in=clients, kind="END", batch=None, entered_at__date__gte=since
    ).exclude(premium=0)
    for row in rows.select_related("term"):
        on = timezone.localdate(row.entered_at)
        yield (
            row.term.client_id,
            Event(Happening.ENDORSED, f"endorsed:{row.pk}", on, row.term.number, row.term_id),
        )


def _issued(clients: Sequence[int], since: date) -> Iterable[tuple[int, Event]]:
    rows = Binder.objects.filter(client__in=clients, policy_issued_on__gte=since)
    for row in rows.select_related("term"):
        about = row.term.number if row.term else str(row)
        issued_on = cast(date, row.policy_issued_on)
        yield (
            row.client_id,
            Event(
                Happening.POLICY_ISSUED,
                f"issued:{row.pk}",
                issued_on,
                about,
                row.term_id,
            ),
        )


def _mods(clients: Sequence[int], since: date) -> Iterable[tuple[int, Event]]:
    rows = ExperienceMod.objects.filter(client__in=clients, published_on__gte=since)
    for row in rows.current():
        about = f"{row.percent} % from {row.rated_on:%m/%d/%Y}"
        yield row.client_id, Event(
            Happening.MOD_PUBLISHED, f"mod:{row.rated_on}:{row.published_on}",
            row.published_on, about,
        )  # fmt: skip


def _ordered(happening: str, kinds: tuple[str, ...]) -> Reader:
    def read(clients: Sequence[int], since: date) -> Iterable[tuple[int, Event]]:
        rows = ServiceOrder.objects.filter(
            client__in=clients, type__code__in=kinds, created_at__date__gte=since
        ).exclude(state="cancelled")
        for row in rows.values("pk", "client_id", "created_at", "term_id"):
            yield row["client_id"], Event(
                happening, f"order:{row['pk']}", timezone.localdate(row["created_at"]),
                f"Order {row['pk']}", row["term_id"],
            )  # fmt: skip

    return read


READERS: tuple[Reader, ...] = (
    _endorsed,
    _issued,
    _mods,
    _ordered(Happening.CERTIFICATE_ASKED, ("certificate",)),
    _ordered(Happening.CONTRACT_ASKED, ("contract-review",)),
)


def events_of(clients: Sequence[int], today: date) -> dict[int, list[Event]]:
    """What happened to each client within the last policy year; a query for each kind."""
    found: dict[int, list[Event]] = {}
    for read in READERS:
        for client_id, event in read(clients, today - LOOKS_BACK):
            found.setdefault(client_id, []).append(event)
    return found

"""Evidence: what was done is read from where it stands, and meets what was promised."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.activities.models import Activity, ActivityKind
from accounts.certificates.models import Binder, Certificate
from accounts.orders.models import ServiceOrder
from accounts.receivables.models import Invoice
from accounts.service_plans.models import Commitment, Evidence
from accounts.service_plans.states import Deliverable

AGAIN = timedelta(days=60)
FINISHED_ORDERS = {
    "policy-delivery": Deliverable.POLICY_DELIVERY,
    "summary": Deliverable.SUMMARY,
    "proposal": Deliverable.PROPOSAL,
    "certificate": Deliverable.CERTIFICATE,
    "contract-review": Deliverable.CONTRACT,
}


@dataclass(frozen=True)
class Found:
    """Something done for a client; `key` names its row for good."""

    client: int
    deliverable: str
    on: date
    label: str
    key: str
    url: str = ""
    term: int | None = None
    by: int | None = None


Source = Callable[[date], Iterable[Found]]
_SOURCES: list[Source] = []


def evidence_source(read: Source) -> Source:
    """Decorator: `read(since)` yields what was done from `since` on; any app above may add one."""
    _SOURCES.append(read)
    return read


@evidence_source
def _orders(since: date) -> Iterable[Found]:
    rows = ServiceOrder.objects.filter(
        type__code__in=FINISHED_ORDERS, done_at__date__gte=since
    ).exclude(state="cancelled")
    for row in rows.select_related("type").iterator():
        yield Found(
            row.client_id, FINISHED_ORDERS[row.type.code], timezone.localdate(row.done_at),
            f"Order {row.pk}: {row.type}", f"order:{row.pk}", row.get_absolute_url(), row.term_id,
            row.assigned_to_id,
        )  # fmt: skip


@evidence_source
def _certificates(since: date) -> Iterable[Found]:
    for row in Certificate.objects.filter(issued_on__gte=since, void=None).iterator():
        yield Found(
            row.client_id, Deliverable.CERTIFICATE, row.issued_on, str(row),
            f"certificate:{row.pk}", f"/certificates/{row.pk}/", by=row.issued_by_id,
        )  # fmt: skip


@evidence_source
def _binders(since: date) -> Iterable[Found]:
    for row in Binder.objects.filter(executed_on__gte=since).iterator():
        address = f"/clients/{row.client_id}/certificates/"
        yield Found(
            row.client_id, Deliverable.BINDER, row.executed_on, str(row), f"binder:{row.pk}",
            address,
        )  # fmt: skip
        if row.policy_issued_on:
            yield Found(
                row.client_id, Deliverable.POLICY_RECEIVED, row.policy_issued_on,
                f"Policy issued for {row}", f"issued:{row.pk}", address, row.term_id,
            )  # fmt: skip


@evidence_source
def _invoices(since: date) -> Iterable[Found]:
    rows = Invoice.objects.filter(
        invoice_on__gte=since, transaction__kind__in=("NEW", "REN"), total__gt=0, batch=None
    )
    for row in rows.iterator():
        yield Found(
            row.client_id, Deliverable.BINDER, row.invoice_on, str(row), f"invoice:{row.pk}",
            row.get_absolute_url(), row.term_id,
        )  # fmt: skip


@evidence_source
def _contacts(since: date) -> Iterable[Found]:
    """Calls and e-mails count only for clients who were promised one."""
    waiting = Commitment.objects.open().filter(template__deliverable=Deliverable.CONTACT)
    rows = Activity.objects.filter(
        kind__in=[ActivityKind.CALL, ActivityKind.EMAIL], happened_at__date__gte=since,
        client__in=waiting.order_by().values("client"),
    )  # fmt: skip
    for row in rows.iterator():
        yield Found(
            row.client_id, Deliverable.CONTACT, timezone.localdate(row.happened_at),
            row.subject[:200], f"entry:{row.pk}", row.get_absolute_url(), row.term_id, row.by_id,
        )  # fmt: skip


@transaction.atomic
def gather(*, today: date) -> int:
    """Write down what was done lately, once each; how many rows are new."""
    before = Evidence.objects.count()
    for read in _SOURCES:
        write_down(read(today - AGAIN))
    return Evidence.objects.count() - before


def write_down(found: Iterable[Found]) -> None:
    """Keep each find under its key; one that is there already stays as it is."""
    Evidence.objects.bulk_create(
        (
            Evidence(
                client_id=f.client, term_id=f.term, deliverable=f.deliverable, on=f.on,
                label=f.label[:200], url=f.url, key=f.key, by_id=f.by,
            )
            for f in found
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )  # fmt: skip


@transaction.atomic
def settle(*, today: date, client: int | None = None) -> int:
    """Let evidence meet the open commitments it fits; how many were met.

    It fits when it is of the kind asked for, of the same policy where both name one, and dated
    within the commitment's window. The earliest fitting evidence counts. One thing done may meet
    several promises: a summary issued after binding is also the year's summary.
    """
    fitting = Evidence.objects.filter(
        client=OuterRef("client"), deliverable=OuterRef("template__deliverable"), on__lte=today,
        on__range=(OuterRef("counts_from"), OuterRef("counts_until")),
    )  # fmt: skip
    rows = Commitment.objects.open().filter(Exists(fitting), counts_from__lte=today)
    if client is not None:
        rows = rows.filter(client=client)
    open_rows = list(rows.select_for_update(of=("self",)).select_related("template").order_by("pk"))
    by_client: dict[tuple[int, str], list[Evidence]] = {}
    evidence = Evidence.objects.filter(
        client__in={row.client_id for row in open_rows}, on__lte=today
    )
    for item in evidence.order_by("on", "pk"):
        by_client.setdefault((item.client_id, item.deliverable), []).append(item)
    met = []
    for row in open_rows:
        near = by_client.get((row.client_id, row.template.deliverable), ())
        found = next((item for item in near if fits(row, item)), None)
        if found is not None:
            row.evidence, row.met_on, row.met_by_id = found, found.on, found.by_id
            row.waits_for, row.waits_since = "", None
            row.version += 1
            met.append(row)
    fields = ["evidence", "met_on", "met_by", "waits_for", "waits_since", "version"]
    Commitment.objects.bulk_update(met, fields, batch_size=500)
    return len(met)


def fits(row: Commitment, item: Evidence) -> bool:
    """Whether `item`, of the right kind and client, may meet `row`."""
    other_policy = bool(row.term_id and item.term_id and row.term_id != item.term_id)
    return not other_policy and row.counts_from <= item.on <= row.counts_until

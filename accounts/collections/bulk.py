"""Many notices at once: asked for in one form, sent by a job, each row with its outcome."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.collections.models import CollectionStep, How, ReminderRow, ReminderRun
from accounts.collections.services import do_step
from accounts.collections.worklist import overdue
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from teams.people.models import User

MOST = 500
Progress = Callable[[int, int, str], None]


@transaction.atomic
def ask_run(
    *, invoices: Sequence[int], by: "User", form_key: uuid.UUID
) -> tuple[ReminderRun, bool]:
    """Write down which invoices are to get their next notice; (the run, whether it is new).

    The same form gives the same run. Raises DomainError for no invoice, too many, or one that
    `by` does not see.
    """
    if before := ReminderRun.objects.filter(form_key=form_key, by=by).first():
        return before, False
    wanted = sorted(set(invoices))
    if not 1 <= len(wanted) <= MOST:
        raise DomainError(f"Choose between one and {MOST} invoices.")
    seen = set(overdue(by, timezone.localdate()).filter(pk__in=wanted).values_list("pk", flat=True))
    if len(seen) != len(wanted):
        raise DomainError("Some of these invoices are paid by now; look at the list again.")
    run = ReminderRun.objects.create(by=by, form_key=form_key)
    ReminderRow.objects.bulk_create([ReminderRow(run=run, invoice_id=pk) for pk in wanted])
    return run, True


@transaction.atomic
def send_run(run: ReminderRun, progress: Progress | None = None) -> tuple[int, int]:
    """Do the next notice for each row that waits; (rows sent, rows left out).

    The rows of a client with the same next step become one notice. A row is sent or left out
    once: running again does what is left.
    """
    waiting = list(
        run.rows.select_for_update(of=("self",))
        .filter(contact=None, problem="")
        .select_related("invoice__client")
    )
    today = timezone.localdate()
    found = {i.pk: i for i in overdue(run.by, today).filter(pk__in=[r.invoice_id for r in waiting])}
    hows = {s.code: s for s in CollectionStep.objects.in_force(today)}
    groups: dict[tuple[int, str], list[ReminderRow]] = defaultdict(list)
    for row in waiting:
        invoice = found.get(row.invoice_id)
        row.problem = _left_out(invoice, hows)
        if row.problem:
            row.save(update_fields=["problem"])
        else:
            groups[row.invoice.client_id, invoice.next_code].append(row)
    for n, ((_, code), rows) in enumerate(groups.items(), start=1):
        _notice(run, code, rows)
        if progress:
            progress(n, len(groups), f"{n:,} of {len(groups):,} clients")
    done = run.rows.exclude(contact=None).count()
    return done, run.rows.exclude(problem="").count()


def _left_out(invoice: object, steps: dict[str, CollectionStep]) -> str:
    if invoice is None:
        return "Paid by now."
    if invoice.disputed:
        return "Disputed; the clock stands."
    if invoice.promised:
        return "Promised; wait for the day."
    step = steps.get(invoice.next_code)
    if step is None:
        return "No step is due."
    if step.how not in (How.EMAIL, How.LETTER):
        return f"The next step is “{step}”, which somebody does in person."
    return ""


def _notice(run: ReminderRun, code: str, rows: list[ReminderRow]) -> None:
    client = rows[0].invoice.client
    key = uuid.uuid5(run.form_key, f"{client.pk}:{code}")
    try:
        with transaction.atomic():
            contact = do_step(
                client=client, code=code, invoices=[r.invoice_id for r in rows], note="",
                by=run.by, form_key=key,
            )  # fmt: skip
    except DomainError as error:
        ReminderRow.objects.filter(pk__in=[r.pk for r in rows]).update(problem=error.message[:300])
    else:
        ReminderRow.objects.filter(pk__in=[r.pk for r in rows]).update(contact=contact)

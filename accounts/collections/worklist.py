"""What is overdue, and what is to be done about it next: one row an invoice."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from accounts.collections.models import CollectedInvoice, CollectionStep, Dispute, PaymentPromise
from accounts.collections.rules import Standing
from accounts.receivables.models import Invoice
from accounts.receivables.querysets import InvoiceQuerySet

if TYPE_CHECKING:
    from teams.people.models import User

NEVER = -32768

STATES = {
    "todo": "To do now",
    "promised": "Promised",
    "broken": "Promise broken",
    "disputed": "Disputed",
    "all": "All that is due",
}


def _days(later: object, earlier: object) -> Func:
    """The days between two dates, as PostgreSQL subtracts them."""
    return Func(
        later, earlier, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField()
    )


def _total(rows: models.QuerySet, by: str, figure: models.Aggregate) -> Subquery:
    return Subquery(rows.order_by().values(by).annotate(t=figure).values("t"))


def next_code(steps: list[CollectionStep]) -> Case | Value:
    """The code of the step due on each row, empty when none is: `rules.next_step` in SQL."""
    rising = sorted(steps, key=lambda s: (s.days, s.code))
    order = [s for s in rising if s.needed] + rising[::-1]
    whens = [
        When(age__gte=s.days, last_done__lt=s.days, then=Value(s.code, output_field=CharField()))
        for s in order
    ]
    return Case(*whens, default=Value(""), output_field=CharField())


def overdue(user: "User | None", today: date) -> InvoiceQuerySet:
    """Open invoices of the clients `user` sees (None: of all) for which collecting has begun.

    Annotated with `balance`, `age` (days past due, pauses not counted), `last_done` (the days of
    the last step done), `next_code`, `disputed`, `promised` and `broken`.
    """
    steps = list(CollectionStep.objects.in_force(today))
    invoices = Invoice.objects.all() if user is None else Invoice.objects.visible_to(user)
    now = Cast(Value(today), DateField())
    disputes = Dispute.objects.filter(invoice=OuterRef("pk"))
    length = _days(Coalesce("closed_on", now), F("opened_on"))
    paused = Coalesce(_total(disputes, "invoice", Sum(length)), Value(0))
    done = CollectedInvoice.objects.filter(invoice=OuterRef("pk"), days__isnull=False)
    promises = PaymentPromise.objects.about(OuterRef("pk"), OuterRef("client")).with_standing(today)
    begins = min((s.days for s in steps), default=0)
    return (
        invoices.open()
        .filter(balance__gt=0, due_on__lte=date.fromordinal(today.toordinal() - begins))
        .annotate(
            age=_days(now, F("due_on")) - paused,
            last_done=Coalesce(_total(done, "invoice", Max("days")), Value(NEVER)),
            disputed=Exists(disputes.running()),
            promised=Exists(promises.filter(standing=Standing.OPEN)),
            broken=Exists(promises.filter(standing=Standing.BROKEN)),
        )
        .annotate(next_code=next_code(steps))
    )


def in_state(rows: InvoiceQuerySet, state: str) -> InvoiceQuerySet:
    """The rows of a word of STATES; a dispute or a promise that runs puts off what is to do."""
    conditions = {
        "todo": Q(disputed=False, promised=False) & ~Q(next_code=""),
        "promised": Q(promised=True),
        "broken": Q(broken=True, promised=False),
        "disputed": Q(disputed=True),
        "all": Q(),
    }
    return rows.filter(conditions[state])

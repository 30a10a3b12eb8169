"""The columns of the worklist."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import Count, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.clients.tables import ClientColumn
from accounts.collections.models import CollectedInvoice, CollectionStep, PaymentPromise
from accounts.collections.rules import Standing
from config.lib.money import ZERO
from config.lib.tables import DateColumn, MoneyColumn, NumberColumn, badge
from config.lib.templatetags.steward import us_date

TONES = {Standing.OPEN: "info", Standing.BROKEN: "bad", Standing.KEPT: "good"}


class WorkTable(tables.Table):
    chosen = tables.TemplateColumn(
        '<input type="checkbox" class="form-check-input" form="bulk" name="invoice" '
        'value="{{ record.pk }}" aria-label="Choose invoice {{ record.number }}">',
        verbose_name="Choose",
        exclude_from_export=True,
    )
    client = ClientColumn()
    number = tables.Column(verbose_name="Invoice", linkify=("invoice-page", [tables.A("pk")]))
    due = DateColumn(accessor="due_on")
    age = NumberColumn(verbose_name="Days")
    balance = MoneyColumn(verbose_name="Open")
    step = tables.Column(accessor="step__name", verbose_name="Next step", default="")
    owner = tables.Column(accessor="step__get_owner_display", verbose_name="For", default="")
    last = tables.Column(accessor="last_words", verbose_name="Last contact", default="")
    promise = tables.Column(accessor="promise_words", verbose_name="Promise", default="")
    disputed = tables.BooleanColumn(verbose_name="Disputed", yesno=("yes", ""))

    def render_age(self, value: int) -> Any:
        tone = "bad" if value > 60 else "warn" if value > 30 else "quiet"
        return badge(value, tone)

    def render_step(self, value: str, record: Any) -> Any:
        if record.disputed or not self.request.user.may("receivables.collect"):
            return value
        address = reverse("collection-do", args=[record.pk])
        back = self.request.get_full_path()
        return format_html('<a href="{}?next={}">{}</a>', address, back, value)

    def render_promise(self, value: str, record: Any) -> Any:
        return badge(value, TONES.get(record.promise.standing, "quiet"))

    def render_disputed(self, value: bool) -> Any:
        return badge("Disputed", "warn") if value else ""

    def value_disputed(self, value: bool) -> str:
        return "Disputed" if value else ""


def attach_work(invoices: list, request: HttpRequest) -> None:
    """Give each row its next step, its last contact and the promise that matters."""
    today = timezone.localdate()
    steps = {s.code: s for s in CollectionStep.objects.in_force(today)}
    found = (
        CollectedInvoice.objects.filter(invoice__in=invoices)
        .select_related("contact__step")
        .order_by("contact__at", "pk")
    )
    contacts = {item.invoice_id: item.contact for item in found}
    attach_promises(invoices, today)
    for invoice in invoices:
        invoice.step = steps.get(invoice.next_code)
        contact = contacts.get(invoice.pk)
        invoice.last_words = contact and f"{contact} {timezone.localtime(contact.at):%m/%d}"


def attach_promises(invoices: list, today: date) -> None:
    """Give each row the promise that matters: its own, else the one about all of the client."""
    rows = PaymentPromise.objects.filter(
        client__in={i.client_id for i in invoices}, replaced_by=None
    )
    promises: dict[tuple[int, int | None], PaymentPromise] = {}
    for row in rows.with_standing(today).order_by("due_on", "pk"):
        promises[row.client_id, row.invoice_id] = row
    for invoice in invoices:
        own = promises.get((invoice.client_id, invoice.pk))
        invoice.promise = own or promises.get((invoice.client_id, None))
        invoice.promise_words = invoice.promise and (
            f"{invoice.promise.standing.capitalize()}: {invoice.promise.amount:,.2f} "
            f"by {us_date(invoice.promise.due_on)}"
        )


def work_totals(invoices, request: HttpRequest) -> dict[str, str]:
    """How many items match and what is open on them."""
    found = invoices.order_by().aggregate(n=Count("pk"), open=Sum("balance"))
    return {"Items": f"{found['n']:,}", "Open": f"${found['open'] or ZERO:,.2f}"}

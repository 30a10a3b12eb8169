"""Credits to give back, and the page of one refund."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.panels import add_row
from accounts.ledger.models import JournalEntry
from accounts.payables.forms import PayForm, VoidPaymentForm
from accounts.payables.models import PaymentRule
from accounts.receivables.models import Invoice
from accounts.refunds import services
from accounts.refunds.forms import RefundWishForm
from accounts.refunds.models import ClientRefund
from accounts.refunds.querysets import credits_to_give_back
from config.lib.errors import DomainError
from config.lib.forms import carried_out, status_of
from teams.access.views import requires

SHOWN = 100


@requires("receivables.view")
def refund_list(request: HttpRequest) -> HttpResponse:
    """Credits of clients that wait, refunds under way, and those settled lately."""
    today = timezone.localdate()
    days = PaymentRule.objects.values_on(today).get(PaymentRule.Code.REFUND, 0)
    credits = credits_to_give_back(request.user, today, days).select_related(
        "client", "term__policy__line"
    )
    refunds = ClientRefund.objects.visible_to(request.user).select_related(
        "credit__client", "asked_by", "approved_by", "paid_entry__reversed_by"
    )
    context = {
        "credits": credits[:SHOWN], "waiting": refunds.under_way()[:SHOWN],
        "settled": refunds.settled()[:20], "days": days, "today": today,
    }  # fmt: skip
    return render(request, "refunds/list.html", context)


@requires("receivables.post")
def refund_new(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Ask to pay a credit memo out to the client."""
    invoices = Invoice.objects.visible_to(request.user).with_balance().select_related("client")
    credit = get_object_or_404(invoices, pk=invoice_id)
    if credit.total >= 0:
        raise DomainError("Only a credit memo is paid out to a client.")
    first = {"amount": max(-credit.balance, 0), "payee": credit.client.name}
    form = RefundWishForm(request.POST or None, initial=first)

    def save(data: dict[str, Any]) -> None:
        made = services.ask_refund(credit=credit, by=request.user, **data)
        messages.success(request, f"{made} waits for a second person.")

    return add_row(
        request, form, title=f"Refund of {credit} to {credit.client}",
        back=credit.get_absolute_url(), save=save,
    )  # fmt: skip


def _refund(request: HttpRequest, refund_id: int) -> ClientRefund:
    found = ClientRefund.objects.visible_to(request.user).select_related(
        "credit__client", "asked_by", "approved_by", "paid_by", "bank_account",
        "paid_entry__reversed_by",
    )  # fmt: skip
    return get_object_or_404(found, pk=refund_id)


@requires("receivables.view")
def refund_page(request: HttpRequest, refund_id: int) -> HttpResponse:
    """One refund: who asked, approved and paid, its ledger, and what may be done now."""
    return _page(request, _refund(request, refund_id))


def _page(request: HttpRequest, refund: ClientRefund, **refused: forms.Form) -> HttpResponse:
    entries = [e for e in (refund.owed_entry_id, refund.paid_entry_id) if e]
    shown = JournalEntry.objects.filter(pk__in=entries) | JournalEntry.objects.filter(
        reverses__in=entries
    )
    context = {
        "refund": refund,
        "entries": shown.prefetch_related("postings").select_related("by").order_by("pk"),
        "pay_form": PayForm(),
        "void_form": VoidPaymentForm(),
    }
    status = status_of(*refused.values())
    return render(request, "refunds/page.html", context | refused, status=status)


@require_POST
@requires("payables.approve")
def refund_approve(request: HttpRequest, refund_id: int) -> HttpResponse:
    """Approve what somebody else asked for."""
    refund = services.approve_refund(refund=_refund(request, refund_id), by=request.user)
    messages.success(request, f"{refund} is approved: it is owed to the client now.")
    return redirect(refund)


@require_POST
@requires("receivables.post")
def refund_drop(request: HttpRequest, refund_id: int) -> HttpResponse:
    """Give up what is not paid yet."""
    refund = services.drop_refund(refund=_refund(request, refund_id), by=request.user)
    messages.success(request, f"{refund} is dropped; the credit is there again.")
    return redirect(refund)


@require_POST
@requires("payables.write")
def refund_pay(request: HttpRequest, refund_id: int) -> HttpResponse:
    """Pay an approved refund."""
    refund, form = _refund(request, refund_id), PayForm(request.POST)

    def pay() -> None:
        services.pay_refund(refund=refund, by=request.user, **form.cleaned_data)

    return redirect(refund) if carried_out(form, pay) else _page(request, refund, pay_form=form)


@require_POST
@requires("payables.write")
def refund_void(request: HttpRequest, refund_id: int) -> HttpResponse:
    """Take a payment back by reversal."""
    refund, form = _refund(request, refund_id), VoidPaymentForm(request.POST)

    def void() -> None:
        services.void_refund(refund=refund, by=request.user, **form.cleaned_data)

    return redirect(refund) if carried_out(form, void) else _page(request, refund, void_form=form)

"""Taking money in, and the page of one receipt."""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.db.models import Case, CharField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.frame import visible_client
from accounts.clients.models import Client
from accounts.ledger.models import JournalEntry
from accounts.receipts import services
from accounts.receipts.filters import ReceiptFilter
from accounts.receipts.forms import GiveBackForm, PartsForm, ReceiptForm, RefundForm
from accounts.receipts.models import Receipt
from accounts.receipts.rules import oldest_first
from accounts.receipts.tables import ReceiptTable, receipt_totals
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError
from config.lib.forms import carried_out, refuse, status_of
from config.lib.lists import ListSpec, list_page
from config.lib.money import ZERO, parse_money
from teams.access.views import requires

RECEIPTS = ListSpec(
    name="receipts",
    title="Receipts",
    table=ReceiptTable,
    filterset=ReceiptFilter,
    sorts={"received": "received_on", "amount": "amount", "client": "client__name"},
    default_sort="-received",
    empty="No money came in yet. Accounting takes a payment from a client's Money section.",
    totals=receipt_totals,
    about="Unapplied: what of a receipt is neither used for an invoice nor given back.",
)


@requires("receivables.view")
def receipt_list(request: HttpRequest) -> HttpResponse:
    """Money that came in for the clients one sees."""
    standing = Case(
        When(returned=True, then=Value("returned")),
        When(unapplied__gt=0, then=Value("open")),
        default=Value("used"),
        output_field=CharField(),
    )
    receipts = Receipt.objects.visible_to(request.user).with_standing()
    receipts = receipts.annotate(standing=standing).select_related("client")
    return list_page(request, RECEIPTS, receipts)


@requires("receivables.post")
def receipt_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Take a payment and say which invoices it is for; proposed is the oldest first."""
    client = visible_client(request, client_id)
    invoices = _open_invoices(client)
    form = ReceiptForm(request.POST or None)
    proposing = "propose" in request.POST
    proposal = _proposal(request, invoices) if proposing or not request.POST else {}
    parts = PartsForm(
        None if proposing else request.POST or None, invoices=invoices, proposal=proposal
    )
    if request.method == "POST" and not proposing and form.is_valid() and parts.is_valid():
        try:
            receipt = services.take_receipt(
                client=client, parts=parts.parts(), by=request.user, **form.cleaned_data
            )
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{receipt} is posted.")
            return redirect(receipt)
    context = {"client": client, "form": form, "parts": parts}
    return render(request, "receipts/new.html", context, status=status_of(form, parts))


def _open_invoices(client: Client) -> list[Invoice]:
    invoices = Invoice.objects.filter(client=client).open().select_related("term__policy__line")
    return [i for i in invoices.order_by("due_on", "pk") if i.balance > 0]


def _proposal(request: HttpRequest, invoices: list[Invoice]) -> dict[int, Decimal]:
    try:
        amount = parse_money(request.POST.get("amount", ""))
    except ValueError:
        return {}
    return oldest_first(amount, services.open_items_of(invoices).values())


def _receipt(request: HttpRequest, receipt_id: int) -> Receipt:
    receipts = (
        Receipt.objects.visible_to(request.user)
        .with_standing()
        .select_related("client", "bank_account")
    )
    return get_object_or_404(receipts, pk=receipt_id)


@requires("receivables.view")
def receipt_page(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One receipt: what it was used for, its ledger, and what may be done with it now."""
    return _page(request, _receipt(request, receipt_id))


def _page(request: HttpRequest, receipt: Receipt, **forms_with_errors: forms.Form) -> HttpResponse:
    invoices = _open_invoices(receipt.client) if receipt.unapplied > 0 else []
    proposal = oldest_first(receipt.unapplied, services.open_items_of(invoices).values())
    context = {
        "receipt": receipt,
        "allocations": receipt.allocations.select_related("invoice").order_by("pk"),
        "entries": JournalEntry.objects.filter(receipt=receipt)
        .prefetch_related("postings")
        .select_related("by")
        .order_by("pk"),
        "parts": PartsForm(invoices=invoices, proposal=proposal),
        "return_form": GiveBackForm(),
        "refund_form": RefundForm(initial={"amount": receipt.unapplied, "on": _today()}),
        "taken_back": receipt.unapplied > ZERO,
    }
    status = status_of(*forms_with_errors.values())
    return render(request, "receipts/page.html", context | forms_with_errors, status=status)


def _today():
    return timezone.localdate()


@require_POST
@requires("receivables.post")
def receipt_use(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Use what is left for open invoices."""
    receipt = _receipt(request, receipt_id)
    form = PartsForm(request.POST, invoices=_open_invoices(receipt.client), proposal={})

    def use() -> None:
        services.allocate(
            receipt=receipt, parts=form.parts(), on=_today(), by=request.user,
            form_key=form.cleaned_data["parts_key"],
        )  # fmt: skip

    return redirect(receipt) if carried_out(form, use) else _page(request, receipt, parts=form)


@require_POST
@requires("receivables.post")
def receipt_return(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """The bank took the payment back."""
    receipt = _receipt(request, receipt_id)
    form = GiveBackForm(request.POST)

    def give_back() -> None:
        services.return_receipt(receipt=receipt, by=request.user, **form.cleaned_data)

    if carried_out(form, give_back):
        return redirect(receipt)
    return _page(request, receipt, return_form=form)


@require_POST
@requires("receivables.post")
def receipt_refund(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Send back what is left, or part of it."""
    receipt = _receipt(request, receipt_id)
    form = RefundForm(request.POST)

    def refund() -> None:
        services.refund(receipt=receipt, by=request.user, **form.cleaned_data)

    if carried_out(form, refund):
        return redirect(receipt)
    return _page(request, receipt, refund_form=form)


@require_POST
@requires("receivables.post")
def receipt_take_back(request: HttpRequest, receipt_id: int, allocation_id: int) -> HttpResponse:
    """Undo one use of the receipt."""
    receipt = _receipt(request, receipt_id)
    allocation = get_object_or_404(receipt.allocations, pk=allocation_id)
    services.take_back(allocation=allocation, on=_today(), by=request.user)
    return redirect(receipt)

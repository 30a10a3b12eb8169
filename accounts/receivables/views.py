"""Aging, open items and the invoice page."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.frame import client_section, section
from accounts.clients.models import Client
from accounts.receipts.forms import PartsForm
from accounts.receipts.models import Receipt
from accounts.receivables.aging import (
    BY,
    NARROWED_BY,
    aging,
    bucket_case,
    buckets,
    open_items,
    sales_outstanding,
)
from accounts.receivables.credits import take_credit_back, use_credit
from accounts.receivables.exports import aging_export
from accounts.receivables.filters import OpenItemFilter, UnappliedFilter, people_serving
from accounts.receivables.forms import AgingForm, VoidForm
from accounts.receivables.models import AgingDefault, CreditUse, Invoice
from accounts.receivables.page import page_of, visible_invoice
from accounts.receivables.querysets import AgingBasis
from accounts.receivables.services import set_aging, void_invoice
from accounts.receivables.tables import (
    OpenItemTable,
    UnappliedTable,
    attach_days,
    open_totals,
    unapplied_totals,
)
from config.lib.asof import as_of
from config.lib.errors import DomainError
from config.lib.forms import carried_out, status_of
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires

SHOWN = 200

OPEN_ITEMS = ListSpec(
    name="open-items",
    title="Open items",
    table=OpenItemTable,
    filterset=OpenItemFilter,
    sorts={
        "due": "due_on",
        "number": "number",
        "balance": "balance",
        "client": "client__sort_key",
        "invoiced": "invoice_on",
    },
    default_sort="due",
    empty="Nothing is open. When invoices are imported or posted, what is unpaid shows here.",
    attach=attach_days,
    totals=open_totals,
    about="Open: sum of the receivable postings up to the date. Days count from the chosen date.",
)


UNAPPLIED = ListSpec(
    name="unapplied",
    title="Unapplied cash",
    table=UnappliedTable,
    filterset=UnappliedFilter,
    sorts={"received": "received_on", "client": "client__sort_key", "amount": "amount"},
    default_sort="received",
    empty="Everything that came in is used. What no invoice takes shows here.",
    totals=unapplied_totals,
    about="What of each receipt no invoice had taken by the end of the day asked for.",
)


def chosen_basis(request: HttpRequest) -> str:
    """`?basis=` or the house's default. Raises DomainError when there is no such basis."""
    basis = request.GET.get("basis") or AgingDefault.objects.basis(timezone.localdate())
    if basis not in AgingBasis.values:
        raise DomainError(f"Items are not aged by “{basis[:20]}”.", "basis")
    return basis


def narrowed(request: HttpRequest) -> dict[str, int]:
    """Whose clients alone are asked for. Raises DomainError for what names nobody."""
    asked = {word: request.GET[word] for word in NARROWED_BY if request.GET.get(word)}
    if not all(text.isdecimal() and len(text) < 10 for text in asked.values()):
        raise DomainError("The address names nobody whose clients could be shown.")
    return {word: int(text) for word, text in asked.items()}


@requires("receivables.view")
def receivables(request: HttpRequest) -> HttpResponse:
    """The aging report by client, executive, sales executive, carrier or team."""
    by = request.GET.get("by") or "client"
    if by not in BY:
        raise DomainError(f"The aging is not grouped by “{by[:20]}”.", "by")
    most = None if request.GET.get("_export") else SHOWN
    report = aging(request.user, as_of(request), chosen_basis(request), by, narrowed(request), most)
    if request.GET.get("_export"):
        return aging_export(request, report)
    held = {"as_of": report.on.isoformat(), **report.narrowed}
    context = {
        "report": report,
        "asked": urlencode(held | {"basis": report.basis}),
        "held": urlencode(held),
        "rows": report.rows,
        "by": BY,
        "bases": AgingBasis.choices,
        "dso": None if report.narrowed else sales_outstanding(request.user, report),
        "executives": people_serving("executive"),
    }
    return render(request, "receivables/aging.html", context)


@requires("receivables.view")
def unapplied_list(request: HttpRequest) -> HttpResponse:
    """The receipts behind the unapplied cash of the aging report."""
    receipts = Receipt.objects.visible_to(request.user).holding(as_of(request))
    return list_page(request, UNAPPLIED, receipts.select_related("client"))


def listed_items(request: HttpRequest) -> QuerySet:
    """Open items the user sees, as of the date and aged on the basis asked for."""
    on = as_of(request)
    return (
        open_items(request.user, on, chosen_basis(request))
        .annotate(bucket=bucket_case(buckets(), on))
        .select_related("client", "term__policy__line")
    )


@requires("receivables.view")
def open_item_list(request: HttpRequest) -> HttpResponse:
    """The invoices behind each figure of the aging report."""
    return list_page(request, OPEN_ITEMS, listed_items(request))


@requires("receivables.view")
def invoice_page(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """One invoice: its lines, what was paid on it, its chain and its ledger entries."""
    return _invoice_page(request, visible_invoice(request.user, invoice_id))


def _invoice_page(
    request: HttpRequest, invoice: Invoice, parts: PartsForm | None = None
) -> HttpResponse:
    context = page_of(invoice)
    context["parts_form"] = parts or PartsForm(
        invoices=context["open_ones"], proposal=context["proposal"]
    )
    status = status_of(parts) if parts else 200
    return render(request, "receivables/invoice.html", context, status=status)


@require_POST
@requires("receivables.post")
def credit_use(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Use what a credit memo has left for open invoices."""
    credit = visible_invoice(request.user, invoice_id)
    form = PartsForm(request.POST, invoices=page_of(credit)["open_ones"], proposal={})

    def use() -> None:
        use_credit(
            credit=credit, parts=form.parts(), on=timezone.localdate(), by=request.user,
            form_key=form.cleaned_data["parts_key"],
        )  # fmt: skip

    if carried_out(form, use):
        return redirect(credit)
    return _invoice_page(request, credit, form)


@require_POST
@requires("receivables.post")
def credit_take_back(request: HttpRequest, use_id: int) -> HttpResponse:
    """Undo one use of a credit memo."""
    uses = CreditUse.objects.visible_to(request.user).select_related("credit")
    use = get_object_or_404(uses, pk=use_id)
    take_credit_back(use=use, on=timezone.localdate(), by=request.user)
    return redirect(use.credit)


@requires("receivables.post")
def invoice_void(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Void an invoice by reversal, with the reason."""
    invoices = Invoice.objects.visible_to(request.user).with_balance().select_related("client")
    invoice = get_object_or_404(invoices, pk=invoice_id)
    if invoice.plan_id:
        raise DomainError("This is a part of a payment plan; change the plan instead.")
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            void_invoice(invoice=invoice, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect(invoice)
    context = {"invoice": invoice, "form": form}
    return render(request, "receivables/void.html", context, status=422 if form.errors else 200)


@requires("receivables.rules")
def aging_settings(request: HttpRequest) -> HttpResponse:
    """The columns of the aging and the date it counts from unless somebody asks otherwise."""
    columns = buckets()
    starts = [b.from_days for b in columns if b.from_days is not None]
    basis = AgingDefault.objects.basis(timezone.localdate())
    opened = ", ".join(map(str, starts))
    initial = {"basis": basis, "starts": opened, "opened": opened}
    form = AgingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_aging(by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "The aging is set.")
            return redirect("receivables")
    context = {"form": form, "buckets": columns, "rows": AgingDefault.objects.all()}
    return render(request, "receivables/settings.html", context, status=422 if form.errors else 200)


@client_section("Money", url_name="client-money", rule="receivables.view", order=40)
def client_money(request: HttpRequest, client: Client) -> HttpResponse:
    """The client's open items, the one due first on top."""
    invoices = Invoice.objects.filter(client=client).open().select_related("term__policy__line")
    context = {
        "invoices": invoices.order_by("due_on", "pk")[:300],
        "receipts": Receipt.objects.filter(client=client).with_standing()[:20],
        "today": timezone.localdate(),
    }
    return section(request, client, "receivables/section.html", context)

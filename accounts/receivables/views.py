"""Aging, open items and the invoice page."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.clients.frame import client_section, section
from accounts.clients.models import Client
from accounts.ledger.models import JournalEntry, Posting
from accounts.receipts.models import Receipt
from accounts.receivables.aging import BY, aging, bucket_case, buckets, open_items
from accounts.receivables.exports import aging_export
from accounts.receivables.filters import OpenItemFilter
from accounts.receivables.forms import VoidForm
from accounts.receivables.models import Invoice
from accounts.receivables.querysets import AgingBasis
from accounts.receivables.services import void_invoice
from accounts.receivables.tables import OpenItemTable, attach_days, open_totals
from config.lib.asof import as_of
from config.lib.errors import DomainError
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


def chosen_basis(request: HttpRequest) -> str:
    """`?basis=` or the house's default. Raises DomainError when there is no such basis."""
    basis = request.GET.get("basis") or AgingBasis.LATER
    if basis not in AgingBasis.values:
        raise DomainError(f"Items are not aged by “{basis[:20]}”.", "basis")
    return basis


@requires("receivables.view")
def receivables(request: HttpRequest) -> HttpResponse:
    """The aging report by client, executive, sales executive or carrier."""
    by = request.GET.get("by") or "client"
    if by not in BY:
        raise DomainError(f"The aging is not grouped by “{by[:20]}”.", "by")
    report = aging(request.user, as_of(request), chosen_basis(request), by)
    if request.GET.get("_export"):
        return aging_export(request, report)
    context = {
        "report": report,
        "rows": report.rows[:SHOWN],
        "more": max(len(report.rows) - SHOWN, 0),
        "by": BY,
        "bases": AgingBasis.choices,
    }
    return render(request, "receivables/aging.html", context)


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
    """One invoice: its lines, what was paid on it, and its ledger entries."""
    invoices = (
        Invoice.objects.visible_to(request.user)
        .with_balance()
        .select_related("client", "term__policy__line", "term__policy__writing_company")
    )
    invoice = get_object_or_404(invoices, pk=invoice_id)
    context = {
        "invoice": invoice,
        "void": invoice.entries.filter(kind=JournalEntry.Kind.REVERSAL).first(),
        "write_offs": invoice.write_offs.select_related("asked_by", "decided_by"),
        "lines": invoice.lines.order_by("pk"),
        "allocations": invoice.allocations.select_related("receipt").order_by("pk"),
        "entries": JournalEntry.objects.filter(
            Exists(Posting.objects.filter(entry=OuterRef("pk"), invoice=invoice))
        )
        .prefetch_related(
            Prefetch(
                "postings", Posting.objects.filter(Q(invoice=invoice) | Q(entry__invoice=invoice))
            )
        )
        .order_by("pk"),
    }
    return render(request, "receivables/invoice.html", context)


@requires("receivables.post")
def invoice_void(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Void an invoice by reversal, with the reason."""
    invoices = Invoice.objects.visible_to(request.user).with_balance().select_related("client")
    invoice = get_object_or_404(invoices, pk=invoice_id)
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

"""The rate tables, and the making of invoices."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.billing import services
from accounts.billing.drafts import FEES, Bill, Wanted, draft_bill, standing_of
from accounts.billing.filters import NotInvoicedFilter
from accounts.billing.forms import TABLES, BillForm, RebillForm, RunForm
from accounts.billing.models import BillingRule, BillingRun, PaymentScheme, TaxFeeRule
from accounts.billing.querysets import not_invoiced
from accounts.billing.tables import NotInvoicedTable, not_invoiced_totals
from accounts.policies.models import PolicyTransaction
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError
from config.lib.forms import refuse, status_of
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires
from teams.history.editing import edit_record
from teams.history.records import RecordForm


@requires("receivables.view")
def rate_tables(request: HttpRequest) -> HttpResponse:
    """Tax and fee rates, billing rules and payment schemes, with the days on which they hold."""
    context = {
        "taxes": TaxFeeRule.objects.all(),
        "rules": BillingRule.objects.all(),
        "schemes": PaymentScheme.objects.all(),
        "today": timezone.localdate(),
    }
    return render(request, "billing/rates.html", context)


def _table(name: str) -> tuple[type[RecordForm], str]:
    if name not in TABLES:
        raise Http404
    return TABLES[name]


@requires("receivables.rates")
def rate_add(request: HttpRequest, table: str) -> HttpResponse:
    """Add a row to one of the tables."""
    form_class, words = _table(table)
    form = form_class(request.POST or None, instance=form_class._meta.model())
    return edit_record(request, form, title=f"New {words}", back=reverse("rate-tables"))


@requires("receivables.rates")
def rate_edit(request: HttpRequest, table: str, rate_id: int) -> HttpResponse:
    """Change a row, mostly to end it; invoices keep the rate they were posted with."""
    form_class, words = _table(table)
    row = get_object_or_404(form_class._meta.model, pk=rate_id)
    form = form_class(request.POST or None, instance=row)
    return edit_record(request, form, title=f"Edit {words}", back=reverse("rate-tables"))


NOT_INVOICED = ListSpec(
    name="not-invoiced",
    title="Not yet invoiced",
    table=NotInvoicedTable,
    filterset=NotInvoicedFilter,
    sorts={"entered": "entered_at", "effective": "effective_on", "premium": "premium"},
    default_sort="entered",
    empty="Everything is invoiced. New agency-billed transactions show here when they are booked.",
    totals=not_invoiced_totals,
    about="Agency-billed transactions with premium and no standing invoice; "
    "imported ones were billed where they came from.",
)
YEAR = timedelta(days=365)


@requires("receivables.view")
def worklist(request: HttpRequest) -> HttpResponse:
    """Transactions that wait to be invoiced; those of the last year unless asked otherwise."""
    rows = not_invoiced(request.user)
    if not request.GET.get("entered_since"):
        rows = rows.filter(entered_at__gte=timezone.now() - YEAR)
    extra = {"run_form": RunForm(), "runs": BillingRun.objects.visible_to(request.user)[:5]}
    return list_page(request, NOT_INVOICED, rows, template="billing/worklist.html", extra=extra)


@require_POST
@requires("receivables.bill")
def run_make(request: HttpRequest) -> HttpResponse:
    """Invoice the ticked transactions, each by itself."""
    form = RunForm(request.POST)
    if not form.is_valid():
        raise DomainError(f"Invoice date: {next(iter(form.errors.values()))[0]}")
    ticked = [int(n) for n in request.POST.getlist("transaction") if n.isdecimal()]
    rows = list(not_invoiced(request.user).filter(pk__in=ticked).order_by("pk"))
    run = services.bill_many(transactions=rows, by=request.user, **form.cleaned_data)
    return redirect(run)


@requires("receivables.bill")
def run_page(request: HttpRequest, run_id: int) -> HttpResponse:
    """What became of each transaction of a run."""
    run = get_object_or_404(BillingRun.objects.visible_to(request.user), pk=run_id)
    rows = run.rows.select_related("transaction__term__client", "invoice")
    context = {"run": run, "rows": rows, "refused": [row for row in rows if row.refusal]}
    return render(request, "billing/run.html", context)


def _transaction(request: HttpRequest, transaction_id: int) -> PolicyTransaction:
    rows = PolicyTransaction.objects.visible_to(request.user).select_related(
        "term__client", "term__policy__line", "term__policy__writing_company"
    )
    return get_object_or_404(rows, pk=transaction_id)


@requires("receivables.bill")
def transaction_bill(request: HttpRequest, transaction_id: int) -> HttpResponse:
    """Preview the invoice or credit memo of a transaction, and post it."""
    transaction = _transaction(request, transaction_id)
    form = BillForm(request.POST or None, transaction=transaction)

    def post(wanted: Wanted) -> list[Invoice]:
        key = form.cleaned_data["form_key"]
        return services.bill(transaction=transaction, wanted=wanted, form_key=key, by=request.user)

    def preview(wanted: Wanted) -> Bill:
        services.check_billable(transaction)
        return draft_bill(transaction, wanted)

    title = "Credit memo" if transaction.premium < 0 else "Invoice"
    return _bill_page(request, transaction, form, f"{title} for {transaction.term}", preview, post)


@requires("receivables.post")
def transaction_rebill(request: HttpRequest, transaction_id: int) -> HttpResponse:
    """Void what is unpaid of a transaction's invoices and make it anew."""
    transaction = _transaction(request, transaction_id)
    billed = standing_of(list(Invoice.objects.live().filter(transaction=transaction)))
    fees = {kind: amount for kind, amount in billed.lines.items() if kind in FEES}
    form = RebillForm(request.POST or None, transaction=transaction, initial=fees)

    def post(wanted: Wanted) -> list[Invoice]:
        reason = form.cleaned_data["reason"]
        return services.rebill(
            transaction=transaction, wanted=wanted, reason=reason, by=request.user
        )

    def preview(wanted: Wanted) -> Bill:
        return services.draft_rebill(transaction, wanted)

    title = f"Bill {transaction.term} anew"
    return _bill_page(request, transaction, form, title, preview, post)


def _bill_page(
    request: HttpRequest,
    transaction: PolicyTransaction,
    form: BillForm,
    title: str,
    preview: Callable[[Wanted], Bill],
    post: Callable[[Wanted], list[Invoice]],
) -> HttpResponse:
    asked = request.method == "POST"
    draft = None
    try:
        if not asked:
            draft = preview(
                Wanted(
                    timezone.localdate(),
                    home_state=transaction.term.client.state,
                    fees={kind: form.initial[kind] for kind in FEES if kind in form.initial},
                )
            )
        elif form.is_valid():
            if "preview" not in request.POST:
                made = post(form.wanted())
                messages.success(request, _told(made))
                return redirect(made[0])
            draft = preview(form.wanted())
    except DomainError as error:
        if asked:
            refuse(form, error)
        else:
            messages.warning(request, error.message)
    alone = getattr(request, "htmx", False) and "preview" in request.POST
    template = "billing/preview.html" if alone else "billing/bill.html"
    context = {
        "form": form, "draft": draft, "transaction": transaction, "title": title,
        "action": request.path,
        "standing": Invoice.objects.live().filter(transaction=transaction).with_balance(),
    }  # fmt: skip
    return render(request, template, context, status=status_of(form))


def _told(made: list[Invoice]) -> str:
    total = sum(invoice.total for invoice in made)
    if len(made) == 1:
        return f"{made[0]} of {total:,.2f} is posted."
    return f"{len(made)} invoices of {total:,.2f} together are posted, from {made[0].number} on."

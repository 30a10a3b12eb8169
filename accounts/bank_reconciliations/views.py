"""Reconciling trust cash with the bank's statements."""

from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.bank_reconciliations.forms import BankReconciliationForm
from accounts.bank_reconciliations.items import items, last_before, ledger_balance
from accounts.bank_reconciliations.models import BankReconciliation
from accounts.bank_reconciliations.services import sign_off
from accounts.trust.models import BankAccount
from config.lib.dates import month_start, parse_date
from config.lib.errors import DomainError
from config.lib.forms import refuse, status_of
from teams.access.views import requires


@requires("payables.view")
def reconciliation_list(request: HttpRequest) -> HttpResponse:
    """What was signed, the latest first."""
    rows = BankReconciliation.objects.visible_to(request.user).select_related("signed_by")
    return render(request, "bank_reconciliations/list.html", {"rows": rows[:60]})


@requires("payables.view")
def reconciliation_page(request: HttpRequest, bank_reconciliation_id: int) -> HttpResponse:
    """One signed reconciliation, as it was, and what the ledger says of that day now."""
    rows = BankReconciliation.objects.visible_to(request.user).select_related("signed_by")
    row = get_object_or_404(rows, pk=bank_reconciliation_id)
    context = {
        "row": row,
        "items": row.outstanding_items.select_related("entry"),
        "now": ledger_balance(row.statement_on),
    }
    return render(request, "bank_reconciliations/page.html", context)


def _day(request: HttpRequest) -> date:
    """`?on=`, or the end of last month. Raises DomainError when it is not a past date."""
    text = request.GET.get("on", "")
    try:
        on = parse_date(text) if text else month_start(timezone.localdate()) - timedelta(days=1)
    except ValueError as error:
        raise DomainError(f"Statement of: {error}.") from error
    if on > timezone.localdate():
        raise DomainError("Statement of: this day is still to come.")
    return on


@requires("payables.write")
def reconciliation_new(request: HttpRequest) -> HttpResponse:
    """Compare, look at the difference, and sign."""
    on = _day(request)
    accounts = list(BankAccount.objects.trust())
    form = BankReconciliationForm(request.POST or None, accounts=accounts, items=items(on))
    if request.method == "POST" and form.is_valid() and "sign" in request.POST:
        try:
            row = sign_off(
                statement_on=on, balances=form.balances(), outstanding=form.outstanding(),
                note=form.cleaned_data["note"], by=request.user,
            )  # fmt: skip
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect(row)
    ledger = ledger_balance(on)
    context = {"form": form, "on": on, "ledger": ledger, "last": last_before(on)}
    context |= _worked_out(form, ledger)
    status = status_of(form)
    return render(request, "bank_reconciliations/new.html", context, status=status)


def _worked_out(form: BankReconciliationForm, ledger: Decimal) -> dict:
    """The sums of the form as it is filled in; nothing while it cannot be read."""
    names = [f"balance-{account.pk}" for account in form.accounts]
    if not form.is_bound or any(form.cleaned_data.get(name) is None for name in names):
        return {}
    sums = form.sums()
    difference = ledger - sums["bank"] - sums["coming"] - sums["going"]
    return {"sums": sums, "difference": difference}

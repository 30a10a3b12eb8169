"""The trust position, its items by policy, and the house's own moves."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.payables.items import items
from accounts.payables.models import PaymentRule
from accounts.trust import services
from accounts.trust.exports import policies_export
from accounts.trust.forms import BankAccountForm, OwnFundsForm, SweepForm
from accounts.trust.models import BankAccount, TrustTransfer
from accounts.trust.policies import by_policy
from config.lib.asof import as_of
from config.lib.errors import DomainError
from config.lib.forms import carried_out, status_of
from teams.access.views import requires
from teams.history.editing import edit_record

SHOWN = 100


@requires("payables.view")
def trust(request: HttpRequest) -> HttpResponse:
    """Trust cash against what is held for others, as of a day."""
    return _page(request)


def _page(request: HttpRequest, **refused: forms.Form) -> HttpResponse:
    on = as_of(request)
    now = services.trust_position(on)
    until = on + timedelta(days=PaymentRule.objects.values_on(on).get("warn", 0))
    advancing = [item for item in items(on) if item.advance and item.due_on <= until]
    context = {
        "now": now,
        "until": until,
        "advancing": advancing[:SHOWN],
        "more": max(len(advancing) - SHOWN, 0),
        "transfers": TrustTransfer.objects.visible_to(request.user)[:8],
        "sweep_form": SweepForm(initial={"amount": now.sweepable}),
        "own_form": OwnFundsForm(),
    }
    status = status_of(*refused.values())
    return render(request, "trust/trust.html", context | refused, status=status)


@requires("payables.view")
def trust_policies(request: HttpRequest) -> HttpResponse:
    """The position of every policy that money lies in trust for, or was advanced for."""
    on = as_of(request)
    rows = by_policy(on)
    if request.GET.get("_export"):
        return policies_export(request, on, rows)
    shown = sorted(rows, key=lambda r: (r.position >= 0, -r.held, r.client))[: 2 * SHOWN]
    context = {"on": on, "rows": shown, "more": len(rows) - len(shown)}
    return render(request, "trust/policies.html", context)


@require_POST
@requires("payables.write")
def trust_sweep(request: HttpRequest) -> HttpResponse:
    """Take earned and covered commission out of trust."""
    form = SweepForm(request.POST)

    def sweep() -> None:
        transfer = services.sweep_commission(by=request.user, **form.cleaned_data)
        messages.success(request, f"{transfer}: {transfer.amount:,.2f} is posted.")

    return redirect("trust") if carried_out(form, sweep) else _page(request, sweep_form=form)


@require_POST
@requires("payables.write")
def trust_own_funds(request: HttpRequest) -> HttpResponse:
    """Put the house's own money into trust, or take it back."""
    form = OwnFundsForm(request.POST)

    def move() -> None:
        transfer = services.move_own_funds(by=request.user, **form.cleaned_data)
        messages.success(request, f"{transfer}: {transfer.amount:,.2f} is posted.")

    return redirect("trust") if carried_out(form, move) else _page(request, own_form=form)


@requires("payables.view")
def bank_accounts(request: HttpRequest) -> HttpResponse:
    """The house's accounts at banks."""
    accounts = BankAccount.objects.visible_to(request.user)
    return render(request, "trust/banks.html", {"accounts": accounts})


@requires("payables.write")
def bank_account_new(request: HttpRequest, account_kind: str) -> HttpResponse:
    """A new account at a bank."""
    if account_kind not in BankAccount.Kind.values:
        raise DomainError("An account is a trust or an operating account.")
    form = BankAccountForm(request.POST or None, instance=BankAccount(kind=account_kind))
    return edit_record(
        request, form, title=f"New {account_kind} account", back=reverse("bank-accounts")
    )


@requires("payables.write")
def bank_account_edit(request: HttpRequest, account_id: int) -> HttpResponse:
    """Change what is known of a bank account."""
    account = get_object_or_404(BankAccount.objects.visible_to(request.user), pk=account_id)
    form = BankAccountForm(request.POST or None, instance=account)
    return edit_record(request, form, title=f"Edit {account}", back=reverse("bank-accounts"))

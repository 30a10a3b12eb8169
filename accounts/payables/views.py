"""Payables by payee, the worksheet of one payee, and the page of a remittance."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.carriers.models import WritingCompany
from accounts.payables import services
from accounts.payables.exports import account_current_export, payables_export
from accounts.payables.forms import ItemsForm, PayForm, VoidPaymentForm
from accounts.payables.items import by_payee, items, under_way
from accounts.payables.models import Authority, Remittance
from accounts.payables.page import account_current, totals
from accounts.payables.tables import REMITTANCES
from config.lib.asof import as_of
from config.lib.dates import month_end, parse_date
from config.lib.errors import DomainError
from config.lib.forms import carried_out, refuse, status_of
from config.lib.lists import list_page
from config.lib.money import ZERO
from teams.access.views import requires


def through(request: HttpRequest, on: date) -> date:
    """`?through=`, or the end of the month. Raises DomainError when it is not a date."""
    text = request.GET.get("through", "")
    try:
        return parse_date(text) if text else month_end(on)
    except ValueError as error:
        raise DomainError(f"Due through: {error}.", "through") from error


@requires("payables.view")
def payables(request: HttpRequest) -> HttpResponse:
    """What each payee is owed, what is due, and what the clients' money is there for."""
    on = as_of(request)
    until = through(request, on)
    rows = by_payee(items(on), on, until)
    if request.GET.get("_export"):
        return payables_export(request, rows, [("As of", on), ("Due through", until)])
    names = ("owed", "credits", "due", "ready", "advance", "overdue", "total")
    sums = {name: sum((getattr(row, name) for row in rows), ZERO) for name in names}
    waiting = Remittance.objects.under_way().select_related("company").order_by("pk")
    context = {"on": on, "through": until, "rows": rows, "sums": sums, "waiting": waiting}
    return render(request, "payables/payables.html", context)


@requires("payables.view")
def payables_of_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """What a billing company is owed, item by item; items are put together here."""
    company = get_object_or_404(WritingCompany.objects.visible_to(request.user), pk=company_id)
    return _worksheet(request, company, "", company.name)


@requires("payables.view")
def payables_of_authority(request: HttpRequest, authority: str) -> HttpResponse:
    """What the state or the stamping office is owed, item by item."""
    if authority not in Authority.values:
        raise DomainError("There is no such authority.")
    return _worksheet(request, None, authority, Authority(authority).label)


def _worksheet(
    request: HttpRequest, company: WritingCompany | None, authority: str, name: str
) -> HttpResponse:
    on = as_of(request)
    until = through(request, on)
    found = items(on, company_id=company.pk if company else None, authority=authority)
    taken = under_way(company.pk if company else None, authority)
    form = ItemsForm(request.POST or None, items=found, taken=set(taken), through=until)
    if request.method == "POST" and form.is_valid():
        if not request.user.may("payables.write"):
            raise DomainError("Your role may not put remittances together.")
        try:
            remittance = services.propose_remittance(
                company=company,
                authority=authority,
                amounts=form.amounts(),
                through_on=until,
                note=form.cleaned_data["note"],
                form_key=form.cleaned_data["form_key"],
                by=request.user,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{remittance} waits to be approved by somebody else.")
            return redirect(remittance)
    context = {"on": on, "through": until, "form": form, "name": name, "taken": taken}
    return render(request, "payables/worksheet.html", context, status=status_of(form))


@requires("payables.view")
def remittance_list(request: HttpRequest) -> HttpResponse:
    """What was paid on, and what is under way."""
    found = Remittance.objects.visible_to(request.user).with_standing()
    return list_page(request, REMITTANCES, found.select_related("company"))


def _remittance(request: HttpRequest, remittance_id: int) -> Remittance:
    found = Remittance.objects.visible_to(request.user).select_related(
        "company", "proposed_by", "approved_by", "paid_by", "bank_account", "entry__reversed_by"
    )
    return get_object_or_404(found, pk=remittance_id)


@requires("payables.view")
def remittance_page(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """One remittance: its account current, who did what, and what may be done with it now."""
    return _page(request, _remittance(request, remittance_id))


def _page(request: HttpRequest, remittance: Remittance, **refused: forms.Form) -> HttpResponse:
    lines = account_current(remittance)
    if request.GET.get("_export"):
        return account_current_export(request, remittance, lines)
    context = {
        "remittance": remittance,
        "lines": lines,
        "totals": totals(lines),
        "advance": sum((max(ZERO, -row["position"].position) for row in lines), ZERO),
        "pay_form": PayForm(),
        "void_form": VoidPaymentForm(),
    }
    status = status_of(*refused.values())
    return render(request, "payables/remittance.html", context | refused, status=status)


@require_POST
@requires("payables.approve")
def remittance_approve(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Approve what somebody else put together."""
    remittance = _remittance(request, remittance_id)
    services.approve_remittance(remittance=remittance, by=request.user)
    messages.success(request, f"{remittance} is approved and can be paid.")
    return redirect(remittance)


@require_POST
@requires("payables.write")
def remittance_drop(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Give up what is not paid yet."""
    remittance = _remittance(request, remittance_id)
    services.drop_remittance(remittance=remittance, by=request.user)
    messages.success(request, f"{remittance} is dropped; its items can be chosen again.")
    return redirect(remittance)


@require_POST
@requires("payables.write")
def remittance_pay(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Pay an approved remittance."""
    remittance = _remittance(request, remittance_id)
    form = PayForm(request.POST)

    def pay() -> None:
        services.pay_remittance(remittance=remittance, by=request.user, **form.cleaned_data)

    if carried_out(form, pay):
        return redirect(remittance)
    return _page(request, remittance, pay_form=form)


@require_POST
@requires("payables.write")
def remittance_void(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Take a payment back by reversal."""
    remittance = _remittance(request, remittance_id)
    form = VoidPaymentForm(request.POST)

    def void() -> None:
        services.void_remittance(remittance=remittance, by=request.user, **form.cleaned_data)

    if carried_out(form, void):
        return redirect(remittance)
    return _page(request, remittance, void_form=form)


@requires("payables.view")
def account_current_sheet(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """The account current on paper: what the payee gets with the payment."""
    remittance = _remittance(request, remittance_id)
    lines = account_current(remittance)
    context = {"remittance": remittance, "lines": lines, "totals": totals(lines)}
    return render(request, "payables/account_current.html", context)

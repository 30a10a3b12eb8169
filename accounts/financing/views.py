"""Premium finance agreements of a client."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.frame import visible_client
from accounts.financing import services
from accounts.financing.forms import AgreementForm, FundingForm, LenderForm
from accounts.financing.models import FinanceAgreement
from accounts.receipts.models import Receipt
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError
from teams.access.views import requires


@requires("receivables.bill")
def agreement_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Enter an agreement."""
    client = visible_client(request, client_id)
    form = AgreementForm(request.POST or None, client=client)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.enter_agreement(
                client=client, terms=list(form.cleaned_data["terms"]), facts=form.facts(),
                form_key=form.cleaned_data["form_key"], by=request.user,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect(made)
    context = {"client": client, "form": form}
    return render(request, "financing/new.html", context, status=422 if form.errors else 200)


def _agreement(request: HttpRequest, agreement_id: int) -> FinanceAgreement:
    rows = FinanceAgreement.objects.visible_to(request.user).select_related("client")
    return get_object_or_404(rows, pk=agreement_id)


@requires("receivables.view")
def agreement_page(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """One agreement: what the law wants it to say, what the lender paid, what it gets back."""
    return _page(request, _agreement(request, agreement_id))


def _page(request: HttpRequest, agreement: FinanceAgreement, refusal: str = "") -> HttpResponse:
    today = timezone.localdate()
    mine = Invoice.objects.filter(term__financing__agreement=agreement)
    credits = [i for i in mine.open() if i.balance < 0] if not agreement.ended_on else []
    context = {
        "agreement": agreement,
        "refusal": refusal,
        "financed": agreement.financed.select_related("term__policy__line"),
        "receipts": Receipt.objects.filter(
            client=agreement.client_id, method="finance", payer=agreement.lender
        ).with_standing(),
        "credits": [
            (i, LenderForm(initial={"credit": i.pk, "amount": -i.balance, "on": today}))
            for i in credits
        ],
        "funding": FundingForm(
            initial={"amount": agreement.principal, "on": today, "form_key": uuid.uuid4()}
        ),
    }
    return render(request, "financing/page.html", context, status=422 if refusal else 200)


@require_POST
@requires("receivables.post")
def agreement_fund(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Post the lender's payment."""
    agreement, form = _agreement(request, agreement_id), FundingForm(request.POST)
    if not form.is_valid():
        return _page(request, agreement, _first(form))
    try:
        receipt = services.take_funding(agreement=agreement, by=request.user, **form.cleaned_data)
    except DomainError as error:
        return _page(request, agreement, error.message)
    messages.success(request, f"{receipt} is posted.")
    return redirect(agreement)


@require_POST
@requires("receivables.post")
def agreement_return(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Send return premium to the lender."""
    agreement, form = _agreement(request, agreement_id), LenderForm(request.POST)
    if not form.is_valid():
        return _page(request, agreement, _first(form))
    values = form.cleaned_data
    credits = Invoice.objects.visible_to(request.user)
    credit = get_object_or_404(credits, pk=values["credit"])
    try:
        services.pay_lender(
            agreement=agreement, credit=credit, amount=values["amount"], on=values["on"],
            by=request.user,
        )  # fmt: skip
    except DomainError as error:
        return _page(request, agreement, error.message)
    messages.success(request, f"{values['amount']:,.2f} goes to {agreement.lender}.")
    return redirect(agreement)


@require_POST
@requires("receivables.post")
def agreement_end(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """The lender is paid off."""
    agreement = _agreement(request, agreement_id)
    services.end_agreement(agreement=agreement, on=timezone.localdate(), by=request.user)
    return redirect(agreement)


def _first(form: FundingForm | LenderForm) -> str:
    name, errors = next(iter(form.errors.items()))
    return f"{form.fields[name].label or name.capitalize()}: {errors[0]}"

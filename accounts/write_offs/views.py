"""Asking for write-offs and deciding on them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.receivables.models import Invoice
from accounts.write_offs import services
from accounts.write_offs.forms import WriteOffForm
from accounts.write_offs.models import WriteOff
from config.lib.errors import DomainError
from teams.access.views import requires


@requires("receivables.write_off")
def write_off_new(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Ask to give up what is open on an invoice, or part of it."""
    invoices = Invoice.objects.visible_to(request.user).with_balance().select_related("client")
    invoice = get_object_or_404(invoices, pk=invoice_id)
    form = WriteOffForm(request.POST or None, initial={"amount": invoice.balance})
    if request.method == "POST" and form.is_valid():
        try:
            wish = services.ask_write_off(invoice=invoice, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            done = "is written off" if wish.entry_id else "waits for a second person"
            messages.success(request, f"{wish.amount:,.2f} {done}.")
            return redirect(invoice)
    context = {"invoice": invoice, "form": form}
    return render(request, "write_offs/new.html", context, status=422 if form.errors else 200)


@requires("receivables.view")
def write_off_list(request: HttpRequest) -> HttpResponse:
    """What waits to be decided, and what was decided lately."""
    found = WriteOff.objects.visible_to(request.user).select_related(
        "invoice__client", "asked_by", "decided_by"
    )
    context = {"waiting": found.waiting()[:200], "decided": found.exclude(decided_by=None)[:50]}
    return render(request, "write_offs/list.html", context)


@require_POST
@requires("receivables.write_off")
def write_off_decide(request: HttpRequest, write_off_id: int) -> HttpResponse:
    """Approve or refuse what somebody else asked for."""
    wishes = WriteOff.objects.visible_to(request.user).select_related("invoice__client")
    wish = get_object_or_404(wishes, pk=write_off_id)
    answer = request.POST.get("answer")
    if answer not in ("approve", "refuse"):
        raise DomainError("Approve it or refuse it.")
    services.decide_write_off(write_off=wish, approve=answer == "approve", by=request.user)
    messages.success(request, f"{wish}: {'approved' if answer == 'approve' else 'refused'}.")
    return redirect("write-off-list")

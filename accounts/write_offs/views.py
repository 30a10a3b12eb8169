"""Asking for write-offs and deciding on them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.escalations.models import HelpRequest
from accounts.receivables.models import Invoice
from accounts.write_offs import services
from accounts.write_offs.forms import WriteOffForm
from accounts.write_offs.models import WriteOff, WriteOffLimit
from config.lib.errors import DomainError
from config.lib.forms import refuse, status_of
from config.lib.http import safe_next
from teams.access.views import requires
from teams.day.sections import day_part, day_section


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
            refuse(form, error)
        else:
            done = "is written off" if wish.entry_id else "waits for a second person"
            messages.success(request, f"{wish.amount:,.2f} {done}.")
            return redirect(invoice)
    context = {"invoice": invoice, "form": form}
    return render(request, "write_offs/new.html", context, status=status_of(form))


@day_section("To approve", url_name="day-approvals", rule="escalations.answer", order=10)
def day_approvals(request: HttpRequest) -> HttpResponse:
    """Write-offs and requests for help that wait for this person's word."""
    user = request.user
    _, limit = WriteOffLimit.objects.of(user.role, timezone.localdate())
    wishes = WriteOff.objects.visible_to(user).waiting().exclude(asked_by=user)
    help_rows = HelpRequest.objects.visible_to(user).waiting().exclude(asked_by=user)
    wishes = wishes.filter(amount__lte=limit).select_related("invoice__client", "asked_by")
    context = {"wishes": wishes[:12], "help_rows": help_rows.with_names()[:12]}
    count = wishes.count() + help_rows.count()
    return day_part(request, "write_offs/day.html", context, count)


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
    return redirect(safe_next(request, reverse("write-off-list")))

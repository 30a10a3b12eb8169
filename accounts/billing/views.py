"""The rate tables, and the making of invoices."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.billing.forms import TABLES
from accounts.billing.models import BillingRule, PaymentScheme, TaxFeeRule
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

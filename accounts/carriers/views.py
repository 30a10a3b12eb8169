"""The list of carriers, a carrier's page with its parts, and the lines of business."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.carriers import services
from accounts.carriers.forms import PARTS, AliasForm, CarrierForm, OfCarrierForm
from accounts.carriers.models import Appetite, Carrier, CommissionRate, Underwriter
from accounts.carriers.tables import CarrierFilter, CarrierTable
from accounts.policies.models import LineOfBusiness
from config.lib.errors import DomainError
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires
from teams.history.editing import edit_record

CARRIERS = ListSpec(
    name="carriers",
    title="Carriers",
    table=CarrierTable,
    filterset=CarrierFilter,
    sorts={"name": "name"},
    default_sort="name",
    empty="No carriers yet. They come with an import, or add one.",
    about="Policies and full-term premium in force today of the clients you see.",
)


@requires("policies.view")
def carrier_list(request: HttpRequest) -> HttpResponse:
    """All carriers with the user's book at each."""
    carriers = Carrier.objects.visible_to(request.user).with_book(  # type: ignore[attr-defined]
        request.user, timezone.localdate()
    )
    return list_page(request, CARRIERS, carriers, template="carriers/list.html")


def _carrier(request: HttpRequest, carrier_id: int) -> Carrier:
    return get_object_or_404(Carrier.objects.visible_to(request.user), pk=carrier_id)


@requires("policies.view")
def carrier_page(request: HttpRequest, carrier_id: int) -> HttpResponse:
    """One carrier: companies, ratings, people, appetite, commission, book."""
    return _page(request, carrier_id)


def _page(request: HttpRequest, carrier_id: int, refusal: str = "") -> HttpResponse:
    today = timezone.localdate()
    carriers = Carrier.objects.visible_to(request.user).with_book(request.user, today)  # type: ignore[attr-defined]
    carrier = get_object_or_404(carriers, pk=carrier_id)
    companies = carrier.companies.select_related("remittance")
    context = {
        "carrier": carrier,
        "today": today,
        "refusal": refusal,
        "companies": companies.prefetch_related("ratings", "aliases"),
        "underwriters": Underwriter.objects.filter(carrier=carrier).select_related("company"),
        "appetites": Appetite.objects.filter(carrier=carrier).select_related("line"),
        "rates": CommissionRate.objects.filter(company__carrier=carrier).select_related(
            "company", "line"
        ),
    }
    return render(request, "carriers/page.html", context, status=422 if refusal else 200)


@requires("carriers.write")
def carrier_new(request: HttpRequest) -> HttpResponse:
    """Add a carrier."""
    form = CarrierForm(request.POST or None, instance=Carrier())
    return edit_record(request, form, title="New carrier", back=reverse("carrier-list"))


@requires("carriers.write")
def carrier_edit(request: HttpRequest, carrier_id: int) -> HttpResponse:
    """Change a carrier's own facts."""
    carrier = _carrier(request, carrier_id)
    form = CarrierForm(request.POST or None, instance=carrier)
    return edit_record(request, form, title=f"Edit {carrier}", back=carrier.get_absolute_url())


def _part(name: str) -> tuple[type[OfCarrierForm], str]:
    if name not in PARTS:
        raise Http404
    return PARTS[name]


@requires("carriers.write")
def carrier_part_add(request: HttpRequest, carrier_id: int, part: str) -> HttpResponse:
    """Add a company, rating, underwriter, appetite, commission rate or remittance terms."""
    carrier, (form_class, words) = _carrier(request, carrier_id), _part(part)
    model = form_class._meta.model
    own = {"carrier": carrier} if hasattr(model, "carrier") else {}
    form = form_class(request.POST or None, instance=model(**own))
    form.limit(carrier)
    title, back = f"New {words} of {carrier}", carrier.get_absolute_url()
    return edit_record(request, form, title=title, back=back)


@requires("carriers.write")
def carrier_part_edit(
    request: HttpRequest, carrier_id: int, part: str, row_id: int
) -> HttpResponse:
    """Change one of a carrier's parts."""
    carrier, (form_class, words) = _carrier(request, carrier_id), _part(part)
    model = form_class._meta.model
    path = "carrier" if hasattr(model, "carrier") else "company__carrier"
    row = get_object_or_404(model, **{path: carrier}, pk=row_id)
    form = form_class(request.POST or None, instance=row)
    form.limit(carrier)
    title, back = f"Edit {words} of {carrier}", carrier.get_absolute_url()
    return edit_record(request, form, title=title, back=back)


@require_POST
@requires("carriers.write")
def carrier_alias(request: HttpRequest, carrier_id: int) -> HttpResponse:
    """Add or remove another name of one of the carrier's companies."""
    carrier, form = _carrier(request, carrier_id), AliasForm(request.POST)
    if not form.is_valid():
        return _page(request, carrier_id, "Type the alias, at most 80 characters.")
    asked = form.cleaned_data
    company = get_object_or_404(carrier.companies, pk=asked["of"])
    try:
        services.change_company_alias(
            company=company, alias=asked["alias"], move=asked["move"], by=request.user
        )
    except DomainError as error:
        return _page(request, carrier_id, error.message)
    return redirect(carrier)


@requires("carriers.write")
def line_list(request: HttpRequest) -> HttpResponse:
    """The lines of business and the other names systems have for them."""
    return _lines(request)


def _lines(request: HttpRequest, refusal: str = "") -> HttpResponse:
    lines = LineOfBusiness.objects.prefetch_related("aliases")
    status = 422 if refusal else 200
    context = {"lines": lines, "refusal": refusal}
    return render(request, "carriers/lines.html", context, status=status)


@require_POST
@requires("carriers.write")
def line_alias(request: HttpRequest) -> HttpResponse:
    """Add or remove an alias of a line."""
    form = AliasForm(request.POST)
    if not form.is_valid():
        return _lines(request, "Type the alias, at most 80 characters.")
    asked = form.cleaned_data
    line = get_object_or_404(LineOfBusiness, pk=asked["of"])
    try:
        services.change_line_alias(
            line=line, alias=asked["alias"], move=asked["move"], by=request.user
        )
    except DomainError as error:
        return _lines(request, error.message)
    messages.success(request, f"The aliases of {line} are changed.")
    return redirect("line-list")

"""The surplus lines searches of a placement."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.policies.models import LineOfBusiness
from config.lib.forms import carried_out, status_of
from renewals.marketing.expiring import expiring_of, lines_of
from renewals.marketing.models import MarketRule
from renewals.placements.frame import placement_part, placement_section, tab_of
from renewals.placements.pages import visible_placement
from renewals.surplus import importing, services
from renewals.surplus.checking import searches_of
from renewals.surplus.forms import DisclosureForm, ImportForm, SearchForm
from renewals.surplus.models import DiligentSearch
from teams.access.views import requires


@placement_section("Surplus lines", url_name="placement-surplus", rule="policies.view", order=50)
def placement_surplus(request: HttpRequest, placement: Any) -> HttpResponse:
    """The searches: declinations counted, what is lacking, the D-1, and when it is filed."""
    return _page(request, placement)


def _lines(placement: Any) -> list[LineOfBusiness]:
    return lines_of(placement, expiring_of(placement))


def _page(
    request: HttpRequest, placement: Any, form: Any = None, refused: Any = None
) -> HttpResponse:
    today = timezone.localdate()
    states = list(searches_of(placement, today).values())
    rule = MarketRule.objects.in_force(today).get("filing")
    for state in states:
        state.form = DisclosureForm(  # type: ignore[attr-defined]
            client=placement.client, auto_id=f"id_{state.search.pk}_%s",
            initial={"disclosure": state.search.disclosure, "on": state.search.disclosed_on,
                     "version": state.search.version},
        )  # fmt: skip
    outside = placement.bound_lines.filter(order__quote__company__admitted=False).order_by()
    first = request.GET.get("line")
    initial: dict[str, Any] = {"searched_by": request.user.pk}
    for state in states:
        if first == str(state.search.line_id):
            found = state.search
            initial = {
                "line": found.line_id, "ground": found.ground, "listing": found.listing_id,
                "searched_by": found.searched_by_id, "facts": found.facts,
                "version": found.version,
            }  # fmt: skip
    context = {
        "states": states,
        "bound": set(outside.values_list("line", flat=True)) if states else set(),
        "form": form or SearchForm(
            placement=placement, lines=_lines(placement), on=today, initial=initial
        ),
        "refused": refused,
        "today": today,
        "file_by": placement.target_on + timedelta(days=int(rule.value)) if rule else None,
        "rule": rule,
        "may": request.user.may("renewals.write") and not placement.is_final,
    }  # fmt: skip
    status = 422 if refused or (form and form.errors) else 200
    return placement_part(request, placement, "surplus/page.html", context, status)


@require_POST
@requires("renewals.write")
def search_keep(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Open a search or change it."""
    placement, today = visible_placement(request, placement_id), timezone.localdate()
    request.section = tab_of("placement-surplus")
    form = SearchForm(request.POST, placement=placement, lines=_lines(placement), on=today)
    if carried_out(form, lambda: services.keep_search(
        placement=placement, by=request.user, **form.cleaned_data
    )):  # fmt: skip
        return redirect("placement-surplus", placement.pk)
    return _page(request, placement, form=form)


@requires("renewals.rules")
def export_list_import(request: HttpRequest) -> HttpResponse:
    """Take over the Export List as a table; with any row wrong nothing is."""
    form = ImportForm(request.POST or None, request.FILES or None)

    def act() -> None:
        said = form.cleaned_data
        classes = importing.read(said["file"], said["file"].size)
        done = importing.take_over(
            classes=classes, from_on=said["from_on"], source=said["source"], by=request.user
        )
        messages.success(
            request, f"Taken over: {done.added} new, {done.ended} ended, {done.kept} as before."
        )

    if request.method == "POST" and carried_out(form, act):
        return redirect("export-listings")
    return render(request, "surplus/import.html", {"form": form}, status=status_of(form))


def _search(request: HttpRequest, search_id: int) -> Any:
    rows = DiligentSearch.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("placement"), pk=search_id)


@require_POST
@requires("renewals.write")
def search_affirm(request: HttpRequest, search_id: int) -> HttpResponse:
    """Stand for a search; a refusal says what it lacks."""
    search = _search(request, search_id)
    version = request.POST.get("version", "")
    services.affirm_search(
        search=search, by=request.user, version=int(version) if version.isdecimal() else 0
    )
    return redirect("placement-surplus", search.placement_id)


@require_POST
@requires("renewals.write")
def search_disclosure(request: HttpRequest, search_id: int) -> HttpResponse:
    """What became of the D-1."""
    search = _search(request, search_id)
    placement = visible_placement(request, search.placement_id)
    request.section = tab_of("placement-surplus")
    form = DisclosureForm(request.POST, client=placement.client)
    if carried_out(form, lambda: services.record_disclosure(
        search=search, by=request.user, **form.cleaned_data
    )):  # fmt: skip
        return redirect("placement-surplus", placement.pk)
    return _page(request, placement, refused=next(iter(form.errors.values()))[0])

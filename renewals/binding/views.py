"""Binding: the section of a placement, the order to bind, and the binders that run."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.certificates.models import Binder
from config.lib.forms import carried_out
from config.lib.lists import ListSpec, list_page
from renewals.binding import services
from renewals.binding.filters import BinderFilter
from renewals.binding.forms import BindForm, beginning
from renewals.binding.obstacles import decided_on, obstacles
from renewals.binding.pages import binding_of, visible_quote
from renewals.binding.tables import BinderTable, attach_binders
from renewals.placements.frame import placement_part, placement_section
from teams.access.views import requires

BINDERS = ListSpec(
    name="binders",
    title="Binders without a policy",
    table=BinderTable,
    filterset=BinderFilter,
    sorts={"expires": "expires_on", "client": "client__sort_key"},
    default_sort="expires",
    empty="No binder waits for its policy.",
    attach=attach_binders,
    about="Binders whose policy has not issued, without those that were extended (CIC 382.5).",
)


@placement_section("Binding", url_name="placement-binding", rule="policies.view", order=60)
def placement_binding(request: HttpRequest, placement: Any) -> HttpResponse:
    """What is bound and under which binder, what may be bound, and what goes out anew."""
    return placement_part(request, placement, "binding/section.html", binding_of(placement))


@requires("renewals.write")
def quote_bind(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Order to bind a quote: what is missing first, then all of it with one press."""
    quote = visible_quote(request, quote_id)
    form = BindForm(request.POST or None, quote=quote, initial=beginning(quote))
    where = f"{quote.submission.placement.get_absolute_url()}binding/"

    def bind() -> None:
        services.bind(
            quote=quote, by=request.user, version=form.cleaned_data["version"],
            facts=form.facts(), form_key=form.cleaned_data["form_key"],
        )  # fmt: skip

    if request.method == "POST" and carried_out(form, bind):
        messages.success(request, f"{quote} is bound; the orders are with the administrator.")
        return redirect(where)
    context = {
        "quote": quote,
        "form": form,
        "placement": quote.submission.placement,
        "missing": obstacles(quote, timezone.localdate()),
        "decided": decided_on(quote),
        "lines": quote.lines.select_related("line").prefetch_related("details__field"),
        "back": where,
    }
    return render(request, "binding/bind.html", context, status=422 if form.errors else 200)


@requires("policies.view")
def binder_list(request: HttpRequest) -> HttpResponse:
    """Binders whose policy has not come, those that ended first."""
    rows: Any = Binder.objects.visible_to(request.user)
    rows = rows.filter(policy_issued_on=None, extension=None)
    return list_page(request, BINDERS, rows.select_related("client", "line", "company", "term"))

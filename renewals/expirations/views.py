"""The expiration list."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.clients.frame import client_section, section
from accounts.clients.models import Client
from accounts.policies.models import PolicyTerm
from accounts.policies.page import next_anniversary
from config.lib.asof import as_of
from config.lib.errors import DomainError
from config.lib.lists import ListSpec, filtered, list_page, rows_wanted
from renewals.expirations.filters import GROUPS, ContinuousFilter, ExpirationFilter
from renewals.expirations.querysets import expired_open, expiring_terms
from renewals.expirations.summary import groups, left_out, reconcile
from renewals.expirations.tables import (
    ContinuousTable,
    ExpirationTable,
    attach_people,
    attach_renewal,
    expiration_totals,
)
from renewals.placements.board import attach_work
from teams.access.views import requires

DEFAULT_DAYS = 120
LONGEST = 730
ALARMS_SHOWN = 8
MOST_PRINTED = 2000
ABOUT = (
    "Policies whose expiration lies within the days asked for, ended ones too. What became of "
    "each is read from its transactions, else from what was recorded, as known today."
)

EXPIRATIONS = ListSpec(
    name="expirations",
    title="Expirations",
    table=ExpirationTable,
    filterset=ExpirationFilter,
    sorts={"expires": "expires_on", "premium": "annual", "client": "client__sort_key"},
    default_sort="expires",
    empty="Nothing expires in this window. Ask for more days, or an earlier date.",
    attach=attach_renewal,
    totals=expiration_totals,
    about=ABOUT,
)


def _attach_anniversaries(terms: Any, request: HttpRequest) -> None:
    attach_people(terms, request)
    for term in terms:
        term.anniversary = next_anniversary(term, as_of(request))


CONTINUOUS = ListSpec(
    name="continuous",
    title="Continuous policies",
    table=ContinuousTable,
    filterset=ContinuousFilter,
    sorts={"client": "client__sort_key", "effective": "effective_on", "premium": "annual"},
    default_sort="client",
    empty="No policy in force is continuous.",
    attach=_attach_anniversaries,
    about="Policies in force without an expiration; they are reviewed at their anniversary.",
)


def _days(request: HttpRequest, name: str, label: str, usual: int) -> int:
    text = request.GET.get(name) or str(usual)
    if not text.isdigit() or int(text) > LONGEST:
        raise DomainError(f"{label} is a whole number from 0 to {LONGEST}.", name)
    return int(text)


def window(request: HttpRequest) -> tuple[date, int, int]:
    """The date, the days ahead and the days back asked for. Raises DomainError for nonsense."""
    days = _days(request, "days", "Days ahead", DEFAULT_DAYS)
    back = _days(request, "back", "Days back", 0)
    if not days + back:
        raise DomainError("Ask for at least one day, ahead or back.", "days")
    return as_of(request), days, back


def listed_expirations(request: HttpRequest) -> QuerySet:
    """What expires in the window asked for, among the policies the user sees."""
    on, days, back = window(request)
    terms = PolicyTerm.objects.visible_to(request.user)
    return expiring_terms(terms, on, days, back).select_related(
        "client__tier",
        "client__team",
        "policy__line",
        "policy__writing_company",
        "placed__placement",
    )


def summary_of(request: HttpRequest, terms: QuerySet) -> dict[str, Any]:
    """What stands around the list: its groups, its reconciliation, and what it leaves out."""
    on, days, back = window(request)
    by = request.GET.get("group") or "month"
    every = request.GET.copy()
    every.pop("outcome", None)
    all_ends = ExpirationFilter(every, terms, request=request).qs
    return {
        "on": on,
        "days": days,
        "back": back,
        "by": by,
        "groups": groups(filtered(request, EXPIRATIONS, terms).qs, by),
        "group_label": GROUPS[by],
        "reconciliation": reconcile(all_ends),
        "left_out": left_out(PolicyTerm.objects.visible_to(request.user), on),
    }


@requires("policies.view")
def expiration_list(request: HttpRequest) -> HttpResponse:
    """What expires, grouped and reconciled, with what was left out; the overdue ones on top."""
    terms, extra = listed_expirations(request), {}
    if not rows_wanted(request):
        extra = summary_of(request, terms)
        seen = PolicyTerm.objects.visible_to(request.user)
        late = expired_open(seen, extra["on"])
        keys = list(late.order_by("expires_on", "pk").values_list("pk", flat=True))
        first = seen.filter(pk__in=keys[:ALARMS_SHOWN]).select_related("client", "policy__line")
        extra |= {"overdue": first.order_by("expires_on", "pk"), "overdue_count": len(keys)}
    return list_page(request, EXPIRATIONS, terms, template="expirations/list.html", extra=extra)


@requires("policies.view")
def expiration_print(request: HttpRequest) -> HttpResponse:
    """The list on paper: all its rows, under their group, with the reconciliation."""
    terms = listed_expirations(request)
    context = summary_of(request, terms)
    found = filtered(request, EXPIRATIONS, terms).qs.order_by("expires_on", "pk")
    rows = list(found[: MOST_PRINTED + 1])
    if len(rows) > MOST_PRINTED:
        raise DomainError(f"More than {MOST_PRINTED:,} policies are no list for paper; filter it.")
    attach_renewal(rows, request)
    context["rows"] = rows
    return render(request, "expirations/print.html", context)


@requires("policies.view")
def continuous_list(request: HttpRequest) -> HttpResponse:
    """The continuous policies in force, which no expiration list would show."""
    terms = PolicyTerm.objects.visible_to(request.user).in_force(as_of(request))
    terms = (
        terms.filter(expires_on=None)
        .with_annual(as_of(request))
        .select_related("client__tier", "policy__line", "policy__writing_company")
    )
    return list_page(request, CONTINUOUS, terms)


@client_section("Renewals", url_name="client-renewals", rule="policies.view", order=50)
def client_renewals(request: HttpRequest, client: Client) -> HttpResponse:
    """What of the client's expires within a year or lately did, and what becomes of it."""
    today = timezone.localdate()
    found = expiring_terms(client.terms, today, 366, DEFAULT_DAYS).select_related(
        "client__tier",
        "client__team",
        "policy__line",
        "policy__writing_company",
        "placed__placement",
    )
    terms = list(found.order_by("expires_on", "pk")[:200])
    attach_renewal(terms, request)
    placements = list(client.placements.select_related("line").order_by("-target_on", "-pk")[:20])
    attach_work(placements, today)
    context = {"terms": terms, "placements": placements, "today": today}
    return section(request, client, "expirations/section.html", context)

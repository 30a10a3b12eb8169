"""The expiration list."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.clients.frame import client_section, section
from accounts.clients.models import Client
from accounts.policies.models import PolicyTerm
from config.lib.asof import as_of
from config.lib.errors import DomainError
from config.lib.lists import ListSpec, filtered, list_page
from renewals.expirations.filters import GROUPS, ExpirationFilter
from renewals.expirations.tables import (
    ExpirationTable,
    attach_people,
    expiration_totals,
    groups,
    left_out,
)
from teams.access.views import requires

DEFAULT_DAYS = 120

EXPIRATIONS = ListSpec(
    name="expirations",
    title="Expirations",
    table=ExpirationTable,
    filterset=ExpirationFilter,
    sorts={"expires": "expires_on", "premium": "annual_premium", "client": "client__sort_key"},
    default_sort="expires",
    empty="Nothing expires in this window. Ask for more days, or an earlier date.",
    attach=attach_people,
    totals=expiration_totals,
    about="Policies in force on the date that expire within the days asked for.",
)


def window(request: HttpRequest) -> tuple[date, int]:
    """The date and the days ahead that are asked for. Raises DomainError for nonsense."""
    text = request.GET.get("days") or str(DEFAULT_DAYS)
    if not text.isdigit() or not 1 <= int(text) <= 730:
        raise DomainError("Days ahead is a whole number from 1 to 730.", "days")
    return as_of(request), int(text)


def expiring_terms(terms, on: date, days: int):
    """Terms that expire in the window, each told whether a later term replaced it."""
    successor = PolicyTerm.objects.filter(
        Q(policy=OuterRef("policy")), effective_on__gte=OuterRef("expires_on")
    )
    return terms.expiring(on, days).annotate(is_renewed=Exists(successor))


def listed_expirations(request: HttpRequest) -> QuerySet:
    """What expires in the window asked for, among the policies the user sees."""
    on, days = window(request)
    return expiring_terms(PolicyTerm.objects.visible_to(request.user), on, days).select_related(
        "client__tier", "policy__line", "policy__writing_company"
    )


@requires("policies.view")
def expiration_list(request: HttpRequest) -> HttpResponse:
    """What expires, grouped, with what was left out and why."""
    on, days = window(request)
    terms = listed_expirations(request)
    by = request.GET.get("group") or "month"
    extra = {"on": on, "days": days, "by": by}
    if not (request.GET.get("_export") or request.GET.get("_totals")):
        extra["groups"] = groups(filtered(request, EXPIRATIONS, terms).qs, by)
        extra["group_label"] = GROUPS[by]
        extra["left_out"] = left_out(PolicyTerm.objects.visible_to(request.user), on, days)
    return list_page(request, EXPIRATIONS, terms, template="expirations/list.html", extra=extra)


@client_section("Renewals", url_name="client-renewals", rule="policies.view", order=50)
def client_renewals(request: HttpRequest, client: Client) -> HttpResponse:
    """What of the client's expires within a year, and whether a later term follows it."""
    today = timezone.localdate()
    terms = expiring_terms(client.terms, today, 366).select_related(
        "policy__line", "policy__writing_company"
    )
    context = {"terms": terms.order_by("expires_on", "pk")[:200], "today": today}
    return section(request, client, "expirations/section.html", context)

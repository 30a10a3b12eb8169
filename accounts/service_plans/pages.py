"""The calendar, the score, the accounts whose papers are not current, and what tiers promise."""

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.clients.models import Client, ServiceAssignment, Tier
from accounts.overviews.currency import put_currency, with_papers
from accounts.service_plans.boards import calendar_of, scores
from accounts.service_plans.filters import AccountFilter, CommitmentFilter
from accounts.service_plans.forms import TemplateForm, TierForm
from accounts.service_plans.models import Commitment, CommitmentTemplate
from accounts.service_plans.tables import AccountTable
from config.lib.dates import add_months, month_start, parse_month
from config.lib.errors import DomainError
from config.lib.lists import ListSpec, list_page
from teams.access.roles import Role
from teams.access.views import requires
from teams.history.editing import edit_record
from teams.house.querysets import settings_now
from teams.people.models import User


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@requires("service.view")
def service_calendar(request: HttpRequest) -> HttpResponse:
    """A month of commitments, of all one sees or of one executive, tier or code."""
    asked, today = request.GET.copy(), timezone.localdate()
    text = asked.pop("month", [""])[-1]
    try:
        month = parse_month(text) if text else month_start(today)
    except ValueError as error:
        raise DomainError(f"Month: {error}.") from error
    rows = Commitment.objects.visible_to(_user(request)).with_names().with_owner()
    chosen = CommitmentFilter(asked, rows.with_standing(today), request=request)
    found = chosen.qs if chosen.form.is_valid() else rows.none()
    context = {
        "filter": chosen, "month": month, "before": add_months(month, -1),
        "after": add_months(month, 1), "weeks": calendar_of(found, month), "today": today,
        "rest": asked.urlencode(),
    }  # fmt: skip
    status = 200 if chosen.form.is_valid() else 422
    return render(request, "service_plans/calendar.html", context, status=status)


@requires("service.view")
def service_score(request: HttpRequest) -> HttpResponse:
    """How many commitments were met on time, by tier and month."""
    context = {"scores": scores(_user(request), timezone.localdate())}
    return render(request, "service_plans/score.html", context)


def _put(rows: Sequence[Any], request: HttpRequest) -> None:
    put_currency(rows, timezone.localdate())


ACCOUNTS = ListSpec(
    name="account-papers",
    title="Overviews and summaries",
    table=AccountTable,
    filterset=AccountFilter,
    sorts={"name": "sort_key"},
    default_sort="name",
    empty="No account has a policy in force.",
    attach=_put,
    about="Accounts with a policy in force. An overview is current for a year; a summary until a "
    "policy is bound, renewed, endorsed, cancelled or reinstated after it, at most a year.",
)


@requires("service.view")
def service_accounts(request: HttpRequest) -> HttpResponse:
    """Every account with its yearly overview and insurance summary: current, or stale because."""
    executive = ServiceAssignment.objects.current().filter(
        client=OuterRef("pk"), role=Role.ACCOUNT_EXECUTIVE
    )
    clients = (
        with_papers(Client.objects.visible_to(_user(request)), timezone.localdate())
        .select_related("tier")
        .annotate(executive_name=Subquery(executive.values("user__name")[:1]))
    )
    extra = {"house": settings_now()}
    return list_page(
        request, ACCOUNTS, clients, template="service_plans/accounts.html", extra=extra
    )


@requires("service.view")
def template_list(request: HttpRequest) -> HttpResponse:
    """What each tier promises, as of today, and what it promised before."""
    today = timezone.localdate()
    holding = CommitmentTemplate.objects.visible_to(_user(request)).in_force(today)
    ids = set(holding.values_list("pk", flat=True))
    rows = CommitmentTemplate.objects.select_related("tier", "line").order_by("code", "-from_on")
    tiers = list(Tier.objects.all())
    for tier in tiers:
        tier.holding = [r for r in rows if r.tier_id == tier.pk and r.pk in ids]  # type: ignore[attr-defined]
        tier.other = [r for r in rows if r.tier_id == tier.pk and r.pk not in ids]  # type: ignore[attr-defined]
    return render(request, "service_plans/templates.html", {"tiers": tiers})


@requires("house.manage")
def template_new(request: HttpRequest) -> HttpResponse:
    """Promise something more to a tier."""
    template = CommitmentTemplate(from_on=timezone.localdate())
    initial = {"tier": request.GET.get("tier", "")}
    form = TemplateForm(request.POST or None, instance=template, initial=initial)
    return edit_record(request, form, title="New commitment", back="/service/templates/")


@requires("house.manage")
def template_edit(request: HttpRequest, template_id: int) -> HttpResponse:
    """Change what is promised; plans follow tonight, forward only."""
    template = get_object_or_404(
        CommitmentTemplate.objects.visible_to(_user(request)), pk=template_id
    )
    form = TemplateForm(request.POST or None, instance=template)
    return edit_record(request, form, title=str(template), back="/service/templates/")


@requires("house.manage")
def tier_edit(request: HttpRequest, tier_id: int) -> HttpResponse:
    """Change what a tier stands for."""
    tier = get_object_or_404(Tier.objects.visible_to(_user(request)), pk=tier_id)
    form = TierForm(request.POST or None, instance=tier)
    return edit_record(request, form, title=f"Tier {tier}", back="/service/templates/")

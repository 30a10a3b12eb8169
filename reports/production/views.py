"""The month's production: the dashboard, the rows behind it, print and close."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.policies.models import PolicyTerm
from config.lib.dates import month_start, parse_month
from config.lib.errors import DomainError
from config.lib.lists import ListSpec, list_page
from reports.documents.services import request_document
from reports.production.figures import DIMENSION_LABELS, SPANS, figures
from reports.production.forms import CloseForm, asked_month
from reports.production.page import dashboard
from reports.production.querysets import counted, first_open_month, months_with_production
from reports.production.rows import terms, transactions
from reports.production.services import months_to_close
from reports.production.tables import MOVES, RENEWALS, ROWS
from reports.production.tasks import ask_to_close, in_words
from teams.access.views import requires


@requires("production.view")
def production_page(request: HttpRequest) -> HttpResponse:
    """The month's figures with their charts, tables, identity, formulas and exclusions."""
    known = months_with_production(request.user)
    span = request.GET.get("span", "month")
    if span not in SPANS:
        raise DomainError("The tables cover month, ytd or prior_year.")
    by = _cut(request)
    if text := request.GET.get("month", ""):
        try:
            month = parse_month(text)
        except ValueError as error:
            raise DomainError(f"{error}; write it as 2026-10.") from error
    elif known:
        month = min(known[1], month_start(timezone.localdate()))
    else:
        return render(
            request, "production/empty.html", {"may_import": request.user.may("imports.run")}
        )
    return render(request, "production/page.html", dashboard(request.user, month, known, span, by))


@requires("production.view")
def production_cuts(request: HttpRequest) -> HttpResponse:
    """The book's way through a month, cut by one dimension."""
    month, _ = asked_month(request.GET)
    by = _cut(request)
    found = figures(request.user, month)
    context = {"found": found, "by": by, "labels": DIMENSION_LABELS, "rows": found.cuts[by]}
    return render(request, "production/cuts.html", context)


def _cut(request: HttpRequest) -> str:
    by = request.GET.get("by") or "executive"
    if by not in DIMENSION_LABELS:
        raise DomainError(f"Production cannot be cut by “{by[:40]}”.")
    return by


@requires("production.view")
def production_rows(request: HttpRequest) -> HttpResponse:
    """The transactions behind a figure."""
    rows = transactions(counted(request.user))
    return list_page(request, ROWS, rows, template="production/rows.html")


@requires("production.view")
def production_renewals(request: HttpRequest) -> HttpResponse:
    """The policies that came up for renewal: renewed and lost."""
    return _terms(request, RENEWALS)


@requires("production.view")
def production_book(request: HttpRequest) -> HttpResponse:
    """The policies behind a line of the identity."""
    return _terms(request, MOVES)


def _terms(request: HttpRequest, spec: ListSpec) -> HttpResponse:
    rows = terms(PolicyTerm.objects.visible_to(request.user))
    return list_page(request, spec, rows, template="production/rows.html")


@require_POST
@requires("documents.make")
def production_print(request: HttpRequest) -> HttpResponse:
    """Ask for the monthly report; the job's page shows it being made."""
    month, nonce = asked_month(request.POST)
    job = request_document(
        kind="production", subject=f"{month:%Y-%m}", by=request.user, nonce=nonce
    )
    return redirect(job)


@requires("months.close")
def production_close(request: HttpRequest) -> HttpResponse:
    """What closing the month means; when it is confirmed, the job that closes it."""
    month, _ = asked_month(request.POST or request.GET)
    months = months_to_close(month=month, by=request.user)
    form = CloseForm(request.POST or None, months=months, is_first=first_open_month() is None)
    if form.is_valid():
        return redirect(ask_to_close(month=month, by=request.user, since=form.since))
    context = {"form": form, "months": months, "words": in_words(months)}
    return render(request, "production/close.html", context, status=422 if form.errors else 200)

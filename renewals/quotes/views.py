"""Quotes: entered, changed, cleared, extended, and side by side with what expires."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.lib.exports import xlsx_response
from config.lib.forms import carried_out, status_of
from renewals.marketing.expiring import expiring_of
from renewals.marketing.pages import visible_submission
from renewals.placements.frame import placement_part, placement_section
from renewals.quotes import services
from renewals.quotes.clearing import clear_subjectivity, take_back_clearing
from renewals.quotes.comparing import compare, sheets
from renewals.quotes.exposures import exposures_of
from renewals.quotes.forms import (
    ClearForm,
    ExtendForm,
    OwedForm,
    QuoteForm,
    TakeBackForm,
    WithdrawForm,
    conditions_form,
    typed_conditions,
)
from renewals.quotes.models import Quote
from renewals.quotes.pages import QUOTE_TONES, owed_of, visible_quote
from renewals.quotes.querysets import QuoteStanding
from renewals.surplus.checking import surplus_problems
from teams.access.views import requires


@requires("renewals.write")
def quote_new(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Enter a quote of the market."""
    return _quote_form(request, visible_submission(request, submission_id), None)


@requires("renewals.write")
def quote_edit(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Change a quote, as when the market improves it."""
    quote = visible_quote(request, quote_id)
    return _quote_form(request, visible_submission(request, quote.submission_id), quote)


def _quote_form(request: HttpRequest, submission: Any, quote: Quote | None) -> HttpResponse:
    data = request.POST or None
    expiring = expiring_of(submission.placement)
    asked = [row.line for row in submission.lines.select_related("line")]
    rated = {} if quote else exposures_of(submission.placement, asked, expiring)
    form = QuoteForm(data, submission=submission, expiring=expiring, rated=rated, quote=quote)
    conditions = conditions_form(data, quote)
    made: list[Quote] = []

    def act() -> None:
        said = form.cleaned_data
        made.append(services.enter_quote(
            submission=submission, facts=form.facts(typed_conditions(conditions)),
            by=request.user, quote=quote, version=said["version"], form_key=said["form_key"],
        ))  # fmt: skip

    if request.method == "POST" and carried_out(form, act):
        return redirect(made[0])
    context = {
        "placement": submission.placement, "submission": submission, "quote": quote,
        "form": form, "conditions": conditions, "is_renewal": bool(expiring),
    }  # fmt: skip
    return render(request, "quotes/form.html", context, status=status_of(form))


@requires("policies.view")
def quote_page(request: HttpRequest, quote_id: int) -> HttpResponse:
    """One quote in full."""
    return _quote(request, visible_quote(request, quote_id))


def _quote(
    request: HttpRequest, quote: Any, refused: str = "", sent: OwedForm | None = None
) -> HttpResponse:
    placement = quote.submission.placement
    problems = surplus_problems([quote], placement, timezone.localdate())
    context = {
        "owed": owed_of(quote, sent),
        "beyond": quote.total - quote.premium,
        "placement": placement,
        "quote": quote,
        "problem": problems.get(quote.pk, ""),
        "refused": refused,
        "standing": QuoteStanding(quote.standing).label,
        "tone": QUOTE_TONES[quote.standing],
        "may": request.user.may("renewals.write") and not placement.is_final,  # type: ignore[union-attr]
    }
    status = 422 if refused or sent else 200
    return render(request, "quotes/page.html", context, status=status)


@require_POST
@requires("renewals.write")
def quote_withdraw(request: HttpRequest, quote_id: int) -> HttpResponse:
    """The quote no longer stands."""
    quote, form = visible_quote(request, quote_id), WithdrawForm(request.POST)
    return _said(request, quote, form, lambda: services.withdraw_quote(
        quote=quote, by=request.user, **form.cleaned_data
    ))  # fmt: skip


@require_POST
@requires("renewals.write")
def quote_extend(request: HttpRequest, quote_id: int) -> HttpResponse:
    """The market lets the quote stand longer."""
    quote, form = visible_quote(request, quote_id), ExtendForm(request.POST)
    return _said(request, quote, form, lambda: services.extend_quote(
        quote=quote, by=request.user, **form.cleaned_data
    ))  # fmt: skip


@require_POST
@requires("renewals.write")
def quote_clear(request: HttpRequest, quote_id: int) -> HttpResponse:
    """The market has one of the things its quote asks for."""
    return _owed(request, visible_quote(request, quote_id), ClearForm, clear_subjectivity)


@require_POST
@requires("renewals.write")
def quote_owe(request: HttpRequest, quote_id: int) -> HttpResponse:
    """What was cleared is owed again."""
    return _owed(request, visible_quote(request, quote_id), TakeBackForm, take_back_clearing)


def _owed(
    request: HttpRequest, quote: Any, kind: type[OwedForm], act: Callable[..., Any]
) -> HttpResponse:
    key = request.POST.get("subjectivity", "")
    row = quote.subjectivities.filter(pk=int(key) if key.isdecimal() else 0).first()
    if row is None:
        return _quote(request, quote, "This is no longer asked for; look at what is.")
    form = kind(request.POST, row=row, client=quote.submission.placement.client)

    def do() -> None:
        said = {k: v for k, v in form.cleaned_data.items() if k != "subjectivity"}
        act(subjectivity=row, by=request.user, **said)

    if carried_out(form, do):
        return redirect(quote)
    return _quote(request, quote, sent=form)


def _said(request: HttpRequest, quote: Any, form: Any, act: Callable[[], Any]) -> HttpResponse:
    """Do it and show the quote; or show why not."""
    if carried_out(form, act):
        return redirect(quote)
    return _quote(request, quote, _first_error(form))


def _first_error(form: Any) -> str:
    return str(next(iter(form.errors.values()))[0])


@placement_section("Compare", url_name="placement-compare", rule="policies.view", order=45)
def placement_compare(request: HttpRequest, placement: Any) -> HttpResponse:
    """The quotes side by side with what expires; `?_export=xlsx` gives the workbook."""
    today = timezone.localdate()
    found = compare(placement, today)
    if request.GET.get("_export") == "xlsx":
        return xlsx_response("comparison", list(sheets(found, placement, today)))
    problems = surplus_problems(found.quotes, placement, today)
    for quote in found.quotes:
        quote.problem, quote.tone = problems.get(quote.pk, ""), QUOTE_TONES[quote.standing]
    context = {"found": found, "today": today}
    return placement_part(request, placement, "quotes/compare.html", context)

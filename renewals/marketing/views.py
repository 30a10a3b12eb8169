"""The markets of a placement, one submission, one quote, and the comparison."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.lib.errors import DomainError
from config.lib.exports import xlsx_response
from config.lib.forms import carried_out, status_of
from renewals.marketing import sending, services
from renewals.marketing.clearing import clear_subjectivity, take_back_clearing
from renewals.marketing.comparing import compare, sheets
from renewals.marketing.expiring import expiring_of, lines_of
from renewals.marketing.exposures import exposures_of
from renewals.marketing.forms import (
    ClearForm,
    ConditionFormSet,
    ExtendForm,
    MarketForm,
    OwedForm,
    QuoteForm,
    SendForm,
    StepForm,
    TakeBackForm,
    WithdrawForm,
)
from renewals.marketing.models import Quote
from renewals.marketing.pages import (
    QUOTE_TONES,
    TONES,
    markets_of,
    owed_of,
    visible_quote,
    visible_submission,
)
from renewals.marketing.querysets import QuoteStanding, Standing
from renewals.placements.frame import placement_part, placement_section
from renewals.placements.pages import visible_placement
from renewals.surplus.checking import surplus_problems
from reports.documents.enclosures import enclosures_for, signature_for
from teams.access.views import requires


@placement_section("Markets", url_name="placement-markets", rule="policies.view", order=40)
def placement_markets(request: HttpRequest, placement: Any) -> HttpResponse:
    """Who was asked and what they said, and whom else to ask."""
    return placement_part(request, placement, "marketing/markets.html", markets_of(placement))


@requires("renewals.write")
def market_add(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Put a market on the list, mostly a suggested one."""
    placement = visible_placement(request, placement_id)
    lines = lines_of(placement, expiring_of(placement))
    first = {"company": request.GET.get("company"), "due_on": None}
    form = MarketForm(request.POST or None, lines=lines, initial=first)
    made: list[Any] = []

    def act() -> None:
        said = {**form.cleaned_data, "lines": list(form.cleaned_data["lines"])}
        made.append(services.add_submission(placement=placement, by=request.user, **said))

    if request.method == "POST" and carried_out(form, act):
        return redirect(made[0])
    context = {"placement": placement, "form": form}
    return render(request, "marketing/add.html", context, status=422 if form.errors else 200)


@requires("policies.view")
def submission_page(request: HttpRequest, submission_id: int) -> HttpResponse:
    """One market: what was sent, what it said, what it quotes."""
    return _submission(request, visible_submission(request, submission_id))


def _submission(
    request: HttpRequest, submission: Any, send: Any = None, step: Any = None
) -> HttpResponse:
    today, client = timezone.localdate(), submission.placement.client
    papers = enclosures_for(request.user, client)
    quotes: Any = submission.quotes.with_totals().with_standing(today)
    quotes = list(quotes.select_related("company").prefetch_related("lines__line"))
    for quote in quotes:
        quote.tone = QUOTE_TONES[quote.standing]
    context = {
        "placement": submission.placement,
        "submission": submission,
        "lines": submission.lines.select_related("line"),
        "standing": Standing(submission.standing).label,
        "tone": TONES[Standing(submission.standing)],
        "steps": submission.events.select_related(
            "reason", "by", "email", "attachment", "specification"
        ),
        "quotes": quotes,
        "problems": surplus_problems(quotes, submission.placement, today),
        "send": send or SendForm(
            placement=submission.placement, documents=[(str(d.pk), str(d)) for d in papers],
            initial=_letter(submission),
        ),
        "step": step or StepForm(client=client, initial={"on": today}),
        "may": request.user.may("renewals.write") and not submission.placement.is_final,  # type: ignore[union-attr]
    }  # fmt: skip
    status = 422 if (send and send.errors) or (step and step.errors) else 200
    return render(request, "marketing/submission.html", context, status=status)


def _letter(submission: Any) -> dict[str, Any]:
    """What an e-mail to the market says unless it is written otherwise."""
    client, target = submission.placement.client, submission.placement.target_on
    lines = ", ".join(str(row.line) for row in submission.lines.all())
    to = submission.underwriter
    wish = f" We should like to have your quote by {submission.due_on:%m/%d/%Y}." if (
        submission.due_on
    ) else ""  # fmt: skip
    return {
        "to": to.email if to else "",
        "subject": f"Submission: {client.name}, {lines}, effective {target:%m/%d/%Y}",
        "message": f"Dear {to.name if to else 'colleague'}:\n\nPlease find our submission of "
        f"{client.name} for {lines}, effective {target:%m/%d/%Y}.{wish} Please acknowledge it, and "
        "tell us what you still need.",
    }


@require_POST
@requires("renewals.write")
def submission_send(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Send the submission by e-mail, or note that it went out otherwise."""
    submission = visible_submission(request, submission_id)
    client = submission.placement.client
    papers = enclosures_for(request.user, client)
    documents = [(str(d.pk), str(d)) for d in papers]
    form = SendForm(request.POST, placement=submission.placement, documents=documents)

    def act() -> None:
        said = form.cleaned_data
        chosen = [d for d in papers if str(d.pk) in said.get("documents", ())]
        shared = {"submission": submission, "by": request.user, "form_key": said["form_key"],
                  "specification": said["specification"],
                  "files": list(said.get("files", ()))}  # fmt: skip
        if said["how"] == "email":
            sending.send_by_email(
                to=said["to"], subject=said["subject"], message=said["message"],
                signature=signature_for(request.user, client),
                papers=[d.attached for d in chosen], **shared,
            )  # fmt: skip
        else:
            sending.note_sent(
                on=said["on"] or timezone.localdate(), text=said["message"], contact=said["to"],
                papers=[str(d) for d in chosen], **shared,
            )  # fmt: skip

    if carried_out(form, act):
        messages.success(request, "The submission is on its way.")
        return redirect(submission)
    return _submission(request, submission, send=form)


@require_POST
@requires("renewals.write")
def submission_step(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Note what the market did."""
    submission = visible_submission(request, submission_id)
    form = StepForm(request.POST, client=submission.placement.client)

    def act() -> None:
        services.record_step(submission=submission, by=request.user, **form.cleaned_data)

    if carried_out(form, act):
        return redirect(submission)
    return _submission(request, submission, step=form)


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
    conditions: Any = ConditionFormSet(
        data, prefix="conditions",
        initial=[
            {"text": s.text, "before": s.before, "due_on": s.due_on}
            for s in (quote.subjectivities.all() if quote else ())
        ],
    )  # fmt: skip
    made: list[Quote] = []

    def act() -> None:
        if not conditions.is_valid():
            raise DomainError("A day among the subjectivities is no date.")
        typed = [
            (c["text"].strip(), c["before"] or "binding", c["due_on"])
            for c in conditions.cleaned_data if c.get("text", "").strip()
        ]  # fmt: skip
        made.append(services.enter_quote(
            submission=submission, facts=form.facts(typed), by=request.user, quote=quote,
            version=form.cleaned_data["version"], form_key=form.cleaned_data["form_key"],
        ))  # fmt: skip

    if request.method == "POST" and carried_out(form, act):
        return redirect(made[0])
    context = {
        "placement": submission.placement, "submission": submission, "quote": quote,
        "form": form, "conditions": conditions, "is_renewal": bool(expiring),
    }  # fmt: skip
    return render(request, "marketing/quote_form.html", context, status=status_of(form))


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
    return render(request, "marketing/quote.html", context, status=status)


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
    return placement_part(request, placement, "marketing/compare.html", context)

"""The markets of a placement, one submission, one quote, and the comparison."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.lib.forms import carried_out
from renewals.marketing import sending, services
from renewals.marketing.expiring import expiring_of, lines_of
from renewals.marketing.forms import MarketForm, SendForm, StepForm
from renewals.marketing.pages import TONES, markets_of, visible_submission
from renewals.marketing.querysets import Standing
from renewals.placements.frame import placement_part, placement_section
from renewals.placements.pages import visible_placement
from renewals.quotes.pages import QUOTE_TONES
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

"""The proposals of a placement: building, freezing, reviewing, presenting, deciding."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.lib.errors import DomainError
from config.lib.forms import carried_out
from renewals.placements.frame import placement_part, placement_section
from renewals.placements.pages import visible_placement
from renewals.proposals import services
from renewals.proposals.decisions import Said, decide
from renewals.proposals.forms import DecisionForm, OfferForm, OptionForm, PresentForm, ProposalForm
from renewals.proposals.models import ProposalOption, ProposalVersion
from renewals.proposals.pages import page_of, visible_proposal
from renewals.quotes.models import Quote
from reports.documents.services import request_document
from teams.access.views import requires
from teams.history.editing import edit_record


@placement_section("Proposals", url_name="placement-proposals", rule="policies.view", order=55)
def placement_proposals(request: HttpRequest, placement: Any) -> HttpResponse:
    """The proposals of the placement, and what of them is not decided."""
    rows = placement.proposals.prefetch_related("versions__review", "versions__presentations")
    proposals = list(rows.select_related("created_by"))
    left: Any = ProposalOption.objects.filter(proposal__in=proposals).offered().unsettled()
    open_of = list(left.values_list("proposal", flat=True))
    for proposal in proposals:
        versions = list(proposal.versions.all())
        proposal.newest = versions[0] if versions else None
        proposal.shown = [p for v in versions for p in v.presentations.all()]
        proposal.left = open_of.count(proposal.pk)
    return placement_part(request, placement, "proposals/list.html", {"proposals": proposals})


@requires("renewals.write")
def proposal_new(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Begin a proposal from quotes chosen on the comparison."""
    placement = visible_placement(request, placement_id)
    keys = [
        k for k in request.GET.getlist("quote") + request.POST.getlist("quote") if k.isdecimal()
    ]
    quotes = list(Quote.objects.filter(submission__placement=placement, pk__in=keys))
    if request.method == "POST":
        return redirect(services.start_proposal(
            placement=placement, quotes=quotes, by=request.user,
            title=request.POST.get("title", "")[:160],
        ))  # fmt: skip
    if not quotes:
        messages.info(request, "Choose the quotes to propose, then build the proposal from them.")
        return redirect("placement-compare", placement.pk)
    context = {"placement": placement, "quotes": quotes}
    return render(request, "proposals/new.html", context)


@requires("policies.view")
def proposal_page(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """What is offered, how far it is, and what was decided."""
    return _page(request, visible_proposal(request, proposal_id))


def _page(
    request: HttpRequest, proposal: Any, refused: Any = None, present: Any = None,
    offer: Any = None,
) -> HttpResponse:  # fmt: skip
    context = page_of(proposal) | {
        "refused": refused,
        "present": present or PresentForm(initial={"on": timezone.localdate()}),
        "offer": offer or OfferForm(),
        "may": request.user.may("renewals.write") and not proposal.placement.is_final,
        "nonce": uuid.uuid4().hex,
    }
    bad = refused or (present and present.errors) or (offer and offer.errors)
    return render(request, "proposals/page.html", context, status=422 if bad else 200)


@requires("renewals.write")
def proposal_edit(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The words of a proposal; versions that are frozen keep theirs."""
    proposal = visible_proposal(request, proposal_id)
    form = ProposalForm(request.POST or None, instance=proposal)
    back = proposal.get_absolute_url()
    return edit_record(request, form, title=f"Words of {proposal}", back=back)


@require_POST
@requires("renewals.write")
def proposal_quote(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Offer another quote."""
    proposal = visible_proposal(request, proposal_id)
    key = request.POST.get("quote", "")
    quotes = Quote.objects.filter(submission__placement=proposal.placement_id)
    quote = quotes.filter(pk=int(key) if key.isdecimal() else 0).first()
    if quote is None:
        raise DomainError("Choose a quote of this placement.", "quote")
    services.add_quote(proposal=proposal, quote=quote, by=request.user)
    return redirect(proposal)


@require_POST
@requires("renewals.write")
def proposal_offer(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Offer a coverage or a higher limit without a quote."""
    proposal, form = visible_proposal(request, proposal_id), OfferForm(request.POST)
    if carried_out(form, lambda: services.add_offer(
        proposal=proposal, by=request.user, **form.cleaned_data
    )):  # fmt: skip
        return redirect(proposal)
    return _page(request, proposal, offer=form)


@require_POST
@requires("renewals.write")
def proposal_freeze(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Put a version together; a refusal says everything that stands in the way."""
    proposal = visible_proposal(request, proposal_id)
    try:
        version = services.freeze(proposal=proposal, by=request.user)
    except services.NotReady as refused:
        return _page(request, proposal, refused=refused)
    messages.success(request, f"Version {version.number} is frozen; now somebody else reviews it.")
    return redirect(proposal)


def _version(request: HttpRequest, proposal_version_id: int) -> Any:
    rows = ProposalVersion.objects.visible_to(request.user)
    related = rows.select_related("proposal__placement__client", "made_by", "review__by")
    return get_object_or_404(related, pk=proposal_version_id)


@requires("policies.view")
def version_page(request: HttpRequest, proposal_version_id: int) -> HttpResponse:
    """A frozen version, to be read before it is reviewed."""
    version = _version(request, proposal_version_id)
    context = {"version": version, "content": version.content,
               "placement": version.proposal.placement}  # fmt: skip
    return render(request, "proposals/version.html", context)


@require_POST
@requires("renewals.write")
def version_review(request: HttpRequest, proposal_version_id: int) -> HttpResponse:
    """Stand for a version that somebody else put together."""
    version = _version(request, proposal_version_id)
    note = request.POST.get("note", "")
    try:
        services.review(version=version, by=request.user, note=note)
    except DomainError as refused:
        return _page(request, visible_proposal(request, version.proposal_id), refused=refused)
    return redirect(version.proposal)


@require_POST
@requires("renewals.write")
def version_present(request: HttpRequest, proposal_version_id: int) -> HttpResponse:
    """A version was put before the client."""
    version, form = _version(request, proposal_version_id), PresentForm(request.POST)
    if carried_out(form, lambda: services.present(
        version=version, by=request.user, **form.cleaned_data
    )):  # fmt: skip
        return redirect(version.proposal)
    return _page(request, visible_proposal(request, version.proposal_id), present=form)


@require_POST
@requires("documents.make")
def version_print(request: HttpRequest, proposal_version_id: int) -> HttpResponse:
    """Make the PDF and the Word file of a version."""
    version = _version(request, proposal_version_id)
    job = request_document(
        kind="proposal", by=request.user, subject=version,
        nonce=request.POST.get("nonce", "")[:64],
    )  # fmt: skip
    return redirect(job)


def _option(request: HttpRequest, proposal_option_id: int) -> Any:
    rows = ProposalOption.objects.visible_to(request.user).with_decision()
    related = rows.select_related("proposal__placement__client", "line", "quote__company")
    return get_object_or_404(related, pk=proposal_option_id)


@requires("renewals.write")
def option_edit(request: HttpRequest, proposal_option_id: int) -> HttpResponse:
    """The words of an option."""
    option = _option(request, proposal_option_id)
    names = ("coverage", "label", "note", "recommended", "signature_needed", "version")
    first = {name: getattr(option, name) for name in names}
    form = OptionForm(request.POST or None, initial=first)
    if request.method == "POST" and carried_out(form, lambda: services.change_option(
        option=option, by=request.user, **form.cleaned_data
    )):  # fmt: skip
        return redirect(option.proposal)
    context = {"form": form, "title": f"Words of {option}",
               "back": option.proposal.get_absolute_url(), "action": request.path}  # fmt: skip
    return render(request, "edits/page.html", context, status=422 if form.errors else 200)


@require_POST
@requires("renewals.write")
def option_remove(request: HttpRequest, proposal_option_id: int) -> HttpResponse:
    """Take an option out of the proposal."""
    option = _option(request, proposal_option_id)
    proposal = option.proposal
    try:
        services.take_back(option=option, by=request.user, why=request.POST.get("why", ""))
    except DomainError as refused:
        return _page(request, visible_proposal(request, proposal.pk), refused=refused)
    return redirect(proposal)


@requires("renewals.write")
def option_decide(request: HttpRequest, proposal_option_id: int) -> HttpResponse:
    """What the client decided on an option."""
    option = _option(request, proposal_option_id)
    form = DecisionForm(request.POST or None, client=option.proposal.placement.client)

    def act() -> None:
        said = dict(form.cleaned_data)
        key, others = said.pop("form_key"), said.pop("others_declined")
        decide(option=option, said=Said(**said), by=request.user, form_key=key,
               others_declined=others)  # fmt: skip

    if request.method == "POST" and carried_out(form, act):
        return redirect(f"{option.proposal.get_absolute_url()}#option-{option.pk}")
    context = {"form": form, "option": option, "proposal": option.proposal,
               "placement": option.proposal.placement}  # fmt: skip
    return render(request, "proposals/decide.html", context, status=422 if form.errors else 200)

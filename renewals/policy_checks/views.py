"""Policies to come, their checklists, corrections and deliveries."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.policies.page import visible_term
from accounts.policies.panels import term_panel
from config.lib.errors import DomainError
from config.lib.forms import carried_out
from config.lib.lists import list_page
from renewals.policy_checks import corrections, delivering, services
from renewals.policy_checks.forms import (
    AskForm,
    CloseForm,
    DeliverForm,
    OverrideForm,
    ReceiveForm,
    VersionForm,
)
from renewals.policy_checks.models import CheckItem, PolicyCheck
from renewals.policy_checks.pages import CHECKS, page_of, said_in, typed_back, visible_check
from renewals.policy_checks.states import TONES, Standing
from teams.access.views import requires

DEEDS = {
    "finish": (services.finish_check, "The check is finished."),
    "reopen": (services.reopen_check, "The check is open again."),
    "second": (services.read_second, "Read by a second person."),
    "base": (delivering.update_base, "The next renewal starts from what was issued."),
}


@requires("policies.view")
def policy_check_list(request: HttpRequest) -> HttpResponse:
    """Policies on their way; the delivered ones only when asked for."""
    rows: Any = PolicyCheck.objects.visible_to(request.user)
    rows = rows.with_standing(timezone.localdate()).with_names()
    if request.GET.get("standing") != Standing.DELIVERED and not request.GET.get("client"):
        rows = rows.filter(delivered_on=None)
    return list_page(request, CHECKS, rows, template="policy_checks/list.html")


@requires("policies.view")
def policy_check(request: HttpRequest, policy_check_id: int) -> HttpResponse:
    """One policy on its way: what is next, its checklist, what the carrier was asked."""
    check = visible_check(request, policy_check_id)
    return render(request, "policy_checks/page.html", page_of(request, check))


@term_panel("Issued policy", url_name="term-policy-check", rule="policies.view", order=20)
def term_policy_check(request: HttpRequest, term_id: int) -> HttpResponse:
    """Where the policy of a term is between binding and the client."""
    term = visible_term(request.user, term_id)
    rows = PolicyCheck.objects.filter(term=term).with_standing(timezone.localdate())
    check = rows.with_counts().first()
    words = (Standing(check.standing).label, TONES[check.standing]) if check else None
    context = {"term": term, "check": check, "words": words}
    alone = getattr(request, "htmx", False)
    template = "policy_checks/panel.html" if alone else "policy_checks/panel_page.html"
    return render(request, template, context)


@require_POST
@requires("policies.write")
def policy_expect(request: HttpRequest, term_id: int) -> HttpResponse:
    """Expect the policy of a term that was bound."""
    term = visible_term(request.user, term_id)
    return redirect(services.expect_policy(term=term, by=request.user))


def _answered(
    request: HttpRequest, check: PolicyCheck, done: bool, words: str, **bound: Any
) -> HttpResponse:
    """Back to the page with a word, or the page with what was typed and why it was refused."""
    if done:
        messages.success(request, words)
        return redirect(check)
    context = page_of(request, visible_check(request, check.pk), **bound)
    return render(request, "policy_checks/page.html", context, status=422)


@require_POST
@requires("policies.write")
def policy_receive(request: HttpRequest, policy_check_id: int) -> HttpResponse:
    """Note that the policy came, and make its checklist."""
    check = visible_check(request, policy_check_id)
    form = ReceiveForm(request.POST, request.FILES)
    done = carried_out(
        form, lambda: services.receive_policy(check=check, by=request.user, **form.cleaned_data)
    )
    return _answered(request, check, done, "Received. The checklist is below.", receive=form)


@require_POST
@requires("policies.write")
def policy_answers(request: HttpRequest, policy_check_id: int) -> HttpResponse:
    """Keep the answers of the checklist; with the second button finish the check at once."""
    check = visible_check(request, policy_check_id)
    said = said_in(request, check)
    try:
        now = services.answer_items(check=check, by=request.user, said=said)
        if request.POST.get("do") == "finish":
            services.finish_check(check=now, by=request.user, version=now.version)
    except DomainError as error:
        context = page_of(request, visible_check(request, check.pk), refused=error)
        typed_back(context["items"], said)
        return render(request, "policy_checks/page.html", context, status=422)
    messages.success(request, "Answers kept.")
    return redirect(check)


@require_POST
@requires("policies.write")
def policy_do(request: HttpRequest, policy_check_id: int) -> HttpResponse:
    """Finish or reopen the check, read it as a second person, update the renewal base."""
    check = visible_check(request, policy_check_id)
    form = VersionForm(request.POST)
    if request.POST.get("do") not in DEEDS or not form.is_valid():
        raise DomainError("This form is not complete; reload the page and try again.")
    act, words = DEEDS[request.POST["do"]]
    try:
        act(check=check, by=request.user, version=form.cleaned_data["version"])
    except DomainError as error:
        return _answered(request, check, False, "", refused=error)
    return _answered(request, check, True, words)


@require_POST
@requires("policies.write")
def policy_ask(request: HttpRequest, policy_check_id: int) -> HttpResponse:
    """Ask the carrier for the policy, or for its corrections."""
    check = visible_check(request, policy_check_id)
    form = AskForm(request.POST)
    done = carried_out(
        form, lambda: corrections.ask_carrier(check=check, by=request.user, **form.cleaned_data)
    )
    return _answered(request, check, done, "The carrier is asked.", ask=form)


@require_POST
@requires("policies.write")
def check_item_close(request: HttpRequest, check_item_id: int) -> HttpResponse:
    """Close a discrepancy."""
    items = CheckItem.objects.visible_to(request.user).select_related("check_of")
    item = get_object_or_404(items, pk=check_item_id)
    form = CloseForm(request.POST)
    done = carried_out(
        form, lambda: corrections.close_item(item=item, by=request.user, **form.cleaned_data)
    )
    refused = DomainError("; ".join(str(e) for rows in form.errors.values() for e in rows))
    return _answered(request, item.check_of, done, f"{item}: closed.",
                     **({} if done else {"refused": refused, "refused_item": item.pk}))  # fmt: skip


@require_POST
@requires("renewals.override")
def policy_override(request: HttpRequest, policy_check_id: int) -> HttpResponse:
    """Let the policy go out though its check is open."""
    check = visible_check(request, policy_check_id)
    form = OverrideForm(request.POST)
    done = carried_out(
        form, lambda: services.override(check=check, by=request.user, **form.cleaned_data)
    )
    return _answered(request, check, done, "It may be delivered.", override=form)


@require_POST
@requires("policies.write")
def policy_deliver(request: HttpRequest, policy_check_id: int) -> HttpResponse:
    """Note how the policy reached the client."""
    check = visible_check(request, policy_check_id)
    form = DeliverForm(request.POST)

    def deliver() -> None:
        said = dict(form.cleaned_data)
        key = f"form:{said.pop('form_key')}"
        delivering.deliver_policy(check=check, by=request.user, key=key, **said)

    done = carried_out(form, deliver)
    return _answered(request, check, done, "Delivered. The summary is to be issued again.",
                     deliver=form)  # fmt: skip

"""What is done at a row of My day: about a policy that expires, or an invoice past due.

Each answers with the row in its place (htmx), a refusal in it with what was typed, or leads back
to the day.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.activities.services import log_contact
from accounts.collections.services import note_contact_and_promise
from accounts.follow_ups.services import add_follow_up
from accounts.policies.models import PolicyTerm
from accounts.receivables.aging import open_items
from accounts.receivables.querysets import AgingBasis
from config.lib.errors import DomainError
from config.lib.forms import carried_out, status_of
from renewals.placements import services as renewals
from renewals.placements.models import PlacementStep
from reports.my_day.forms import InvoiceContactForm, LaterForm, RenewalForm, TermContactForm
from reports.my_day.rows import invoice_rows, term_rows, what_rows_offer
from teams.access.views import requires

Row = Callable[[HttpRequest, int], Any]


@require_POST
@requires("clients.write")
def term_contact(request: HttpRequest, term_id: int) -> HttpResponse:
    """Note a call, an e-mail, a meeting or a note about the renewal."""
    term, form = _term(request, term_id), TermContactForm(request.POST)

    def act() -> None:
        log_contact(
            client=term.client, term=term, by=request.user,
            subject=f"Renewal of {term.number}", **form.cleaned_data,
        )  # fmt: skip

    done = carried_out(form, act)
    return _term_answer(request, term_id, form, "Noted on the timeline." if done else "")


@require_POST
@requires("renewals.write")
def term_renewal(request: HttpRequest, term_id: int) -> HttpResponse:
    """Move the renewal to a stage, finish its next step or hand that over."""
    term, form = _term(request, term_id), RenewalForm(request.POST)
    done = carried_out(form, lambda: _renew(term, form.cleaned_data, request.user))
    words = {"move": "Moved.", "finish": "Done.", "assign": "Handed over."}
    return _term_answer(request, term_id, form, words[form.cleaned_data["do"]] if done else "")


def _renew(term: Any, said: dict[str, Any], by: Any) -> None:
    if said["do"] == "move":
        if term.placement is None:
            raise DomainError("No renewal is open for this policy any more.")
        renewals.move_placement(
            placement=term.placement, stage=said["stage"], by=by, version=said["version"]
        )
        return
    steps = PlacementStep.objects.visible_to(by).filter(placement__terms__term=term)
    step = steps.filter(pk=said["step"]).first()
    if step is None:
        raise DomainError("This step is not there any more; reload the page.")
    if said["do"] == "finish":
        renewals.finish_step(step=step, by=by, version=said["version"], ticked=set())
    elif said["owner"] is None:
        raise DomainError("Choose who is to own the step.", "owner")
    else:
        renewals.assign_step(step=step, by=by, version=said["version"], owner=said["owner"])


@require_POST
@requires("follow_ups.write")
def term_later(request: HttpRequest, term_id: int) -> HttpResponse:
    """Come back to the policy on a day."""
    term, form = _term(request, term_id), LaterForm(request.POST)

    def act() -> None:
        add_follow_up(
            client=term.client, subject=f"Renewal of {term.number}", kind="renewal", term=term,
            by=request.user, **_when(form),
        )  # fmt: skip

    done = carried_out(form, act)
    return _term_answer(request, term_id, form, _comes_back(form) if done else "")


@require_POST
@requires("receivables.collect")
def invoice_contact(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Note a contact about what is owed, and the promise that came of it."""
    invoice, form = _invoice(request, invoice_id), InvoiceContactForm(request.POST)

    def act() -> None:
        note_contact_and_promise(
            client=invoice.client, invoices=[invoice.pk], by=request.user, **form.cleaned_data
        )

    words = ""
    if carried_out(form, act):
        words = "Noted, with the promise." if form.cleaned_data["due_on"] else "Noted."
    return _invoice_answer(request, invoice_id, form, words)


@require_POST
@requires("follow_ups.write")
def invoice_later(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Ask for payment: today, or on a day, oneself or a colleague; once a day and person."""
    invoice, form = _invoice(request, invoice_id), LaterForm(request.POST)

    def act() -> None:
        when = _when(form)
        person = when["owner"] or request.user
        when["key"] = f"invoice:{invoice.pk}:{person.pk}:{when['due_on']}"
        add_follow_up(
            client=invoice.client, subject=f"Ask for payment of invoice {invoice.number}",
            kind="payment", term=invoice.term, invoice=invoice, by=request.user, **when,
        )  # fmt: skip

    done = carried_out(form, act)
    return _invoice_answer(request, invoice_id, form, _comes_back(form) if done else "")


def _when(form: forms.Form) -> dict[str, Any]:
    said = form.cleaned_data
    return {
        "due_on": said["due_on"] or timezone.localdate(), "owner": said["owner"],
        "key": f"day:{said['form_key']}" if said["form_key"] else None,
    }  # fmt: skip


def _comes_back(form: forms.Form) -> str:
    said = form.cleaned_data
    day = f"{said['due_on']:%m/%d/%Y}" if said["due_on"] else "today"
    whose = f"{said['owner']}’s" if said["owner"] else "your"
    return f"It stands among {whose} follow-ups for {day}."


def _term(request: HttpRequest, term_id: int) -> Any:
    today = timezone.localdate()
    seen = PolicyTerm.objects.visible_to(request.user).with_annual(today).filter(pk=term_id)
    rows = term_rows(seen.exclude(expires_on=None), today)
    return rows[0] if rows else get_object_or_404(seen.none())


def _invoice(request: HttpRequest, invoice_id: int) -> Any:
    today = timezone.localdate()
    seen = open_items(request.user, today, AgingBasis.DUE).filter(pk=invoice_id)
    rows = invoice_rows(seen.select_related("term"), today)
    return rows[0] if rows else get_object_or_404(seen.none())


def _term_answer(request: HttpRequest, term_id: int, form: forms.Form, said: str) -> HttpResponse:
    context = {"term": _term(request, term_id), "typed": "" if said else form.data.get("text", "")}
    return _answer(request, form, said, "home/term_row.html", context)


def _invoice_answer(
    request: HttpRequest, invoice_id: int, form: forms.Form, said: str
) -> HttpResponse:
    typed = "" if said else form.data.get("note", "")
    context = {"invoice": _invoice(request, invoice_id), "typed": typed}
    context["today"] = timezone.localdate()
    return _answer(request, form, said, "home/invoice_row.html", context)


def _answer(
    request: HttpRequest, form: forms.Form, said: str, row: str, context: dict[str, Any]
) -> HttpResponse:
    if getattr(request, "htmx", False) or form.errors:
        refusal = next(iter(form.errors.values()))[0] if form.errors else ""
        context |= {"said": said, "refusal": refusal, **what_rows_offer(request.user)}
        page = row if getattr(request, "htmx", False) else "home/row_page.html"
        return render(request, page, context | {"row": row}, status=status_of(form))
    messages.success(request, said)
    return redirect("home")

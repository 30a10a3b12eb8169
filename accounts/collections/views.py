"""The worklist of collections, and what is done about one item or many."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.clients.panels import add_row
from accounts.collections import (
    services,
    sources,  # noqa: F401 (the sources register themselves)
)
from accounts.collections.bulk import ask_run
from accounts.collections.filters import WorkFilter
from accounts.collections.forms import (
    ContactForm,
    DisputeForm,
    InvoicesForm,
    PromiseForm,
    SettleForm,
)
from accounts.collections.models import (
    CollectionContact,
    CollectionStep,
    Dispute,
    How,
    PaymentPromise,
    ReminderRun,
)
from accounts.collections.rules import fill_in
from accounts.collections.tables import WorkTable, attach_work, work_totals
from accounts.collections.tasks import ask_for_letter, ask_to_send, job_of
from accounts.collections.worklist import STATES, in_state, overdue
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError
from config.lib.http import safe_next
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires

WORK = ListSpec(
    name="collections",
    title="Collections",
    table=WorkTable,
    filterset=WorkFilter,
    sorts={
        "age": "age",
        "balance": "balance",
        "client": "client__sort_key",
        "due": "due_on",
    },
    default_sort="-age",
    empty="Nothing is to be collected here. What comes due and stays unpaid shows up by itself.",
    attach=attach_work,
    totals=work_totals,
    about="Days count from the due date without the days of disputes. Promises that run and "
    "disputes put off the next step.",
)


def listed_work(request: HttpRequest) -> QuerySet:
    """What the user sees of what is due; what is to do now unless another standing is asked."""
    rows = overdue(request.user, timezone.localdate()).select_related("client")
    return rows if request.GET.get("state") else in_state(rows, "todo")


@requires("receivables.view")
def worklist(request: HttpRequest) -> HttpResponse:
    """What is overdue and what is next, by age or amount."""
    extra = {
        "states": STATES,
        "state": request.GET.get("state") or "todo",
        "bulk_key": uuid.uuid4(),
    }
    return list_page(
        request, WORK, listed_work(request), template="collections/list.html", extra=extra
    )


@requires("receivables.collect")
def collection_do(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Do the next step of an invoice, for all invoices of the client that are as far."""
    rows = overdue(request.user, timezone.localdate())
    invoice = get_object_or_404(rows.select_related("client"), pk=invoice_id)
    client = visible_client(request, invoice.client_id)
    step = CollectionStep.objects.in_force(timezone.localdate()).filter(code=invoice.next_code)
    back = safe_next(request, f"/clients/{client.pk}/collections/")
    if not invoice.next_code or invoice.disputed:
        raise DomainError("No step is due for this invoice.")
    same = rows.filter(client=client, next_code=invoice.next_code, disputed=False)
    form = InvoicesForm(request.POST or None, invoices=same.order_by("due_on", "pk"))
    if request.method == "POST" and form.is_valid():
        try:
            done = services.do_step(
                client=client, code=invoice.next_code, by=request.user, **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"{done}: {client} is done.")
            if problem := ask_for_letter(done, by=request.user):
                messages.warning(request, f"The letter was not printed: {problem}")
            return redirect(back)
    context: dict[str, Any] = {
        "form": form, "client": client, "step": step.get(), "back": back,
    }  # fmt: skip
    context |= _preview(context["step"], client, list(same), request)
    return render(request, "collections/do.html", context, status=422 if form.errors else 200)


def _preview(step: CollectionStep, client: Any, rows: list, request: HttpRequest) -> dict[str, Any]:
    contact = services.recipient_of(client)
    words = services.words_for(client, rows, contact, request.user)
    sends = step.how == How.EMAIL
    return {"contact": contact, "sends": sends, "text": fill_in(step.text, words)}


@require_POST
@requires("receivables.collect")
def collection_send(request: HttpRequest) -> HttpResponse:
    """Send the next notice for the chosen invoices, by a job."""
    chosen = request.POST.getlist("invoice")
    try:
        ids, key = [int(text) for text in chosen], uuid.UUID(request.POST.get("form_key", ""))
    except ValueError as error:
        raise DomainError("Open the list again; this form is damaged.") from error
    run, is_new = ask_run(invoices=ids, by=request.user, form_key=key)
    if is_new:
        ask_to_send(run, by=request.user)
    return redirect(run)


@requires("receivables.view")
def collection_run(request: HttpRequest, notices_id: int) -> HttpResponse:
    """What became of each row of a run."""
    run = get_object_or_404(ReminderRun.objects.visible_to(request.user), pk=notices_id)
    rows = run.rows.select_related("invoice__client", "contact__step", "contact__email")
    context = {"run": run, "rows": rows, "job": job_of(run, request.user)}
    return render(request, "collections/run.html", context)


SHOWN = 50


def _page(client: Any) -> str:
    return reverse("client-collections", args=[client.pk])


@client_section("Collections", url_name="client-collections", rule="receivables.view", order=42)
def client_collections(request: HttpRequest, client: Client) -> HttpResponse:
    """What is due, what is next, what was said and promised."""
    today = timezone.localdate()
    rows = list(overdue(request.user, today).filter(client=client).order_by("-age", "pk")[:200])
    attach_work(rows, request)
    promises = PaymentPromise.objects.filter(client=client).with_standing(today)
    disputes = Dispute.objects.filter(invoice__client=client)
    contacts = CollectionContact.objects.filter(client=client)
    context = {
        "invoices": rows,
        "recipient": services.recipient_of(client),
        "promises": promises.select_related("invoice", "by")[:SHOWN],
        "disputes": disputes.select_related("invoice", "opened_by", "closed_by")[:SHOWN],
        "contacts": contacts.select_related("step", "by").prefetch_related("items__invoice")[
            :SHOWN
        ],
    }
    return section(request, client, "collections/section.html", context)


def _open(client: Client) -> Any:
    return Invoice.objects.filter(client=client).open().filter(balance__gt=0).order_by("due_on")


@requires("receivables.collect")
def contact_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Note a contact beside the steps, and the promise that came of it."""
    client = visible_client(request, client_id)
    form = ContactForm(request.POST or None, invoices=_open(client))

    def save(data: dict[str, Any]) -> None:
        services.note_contact_and_promise(client=client, by=request.user, **data)

    return add_row(request, form, title=f"Contact with {client}", back=_page(client), save=save)


@requires("receivables.collect")
def promise_new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Write down a promise to pay."""
    client = visible_client(request, client_id)
    form = PromiseForm(request.POST or None, invoices=_open(client))

    def save(data: dict[str, Any]) -> None:
        services.promise(client=client, by=request.user, **data)

    return add_row(request, form, title=f"Promise of {client}", back=_page(client), save=save)


@requires("receivables.collect")
def dispute_new(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Stop the clock of an invoice that the client does not accept."""
    invoices = Invoice.objects.visible_to(request.user).select_related("client")
    invoice = get_object_or_404(invoices, pk=invoice_id)

    def save(data: dict[str, Any]) -> None:
        services.open_dispute(invoice=invoice, by=request.user, **data)

    title, back = f"Dispute of invoice {invoice.number}", _page(invoice.client)
    form = DisputeForm(request.POST or None)
    return add_row(request, form, title=title, back=back, save=save)


@requires("receivables.collect")
def dispute_settle(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Say how a dispute ended; the clock runs on."""
    disputes = Dispute.objects.visible_to(request.user).select_related("invoice__client")
    dispute = get_object_or_404(disputes, pk=dispute_id)

    def save(data: dict[str, Any]) -> None:
        services.settle_dispute(dispute=dispute, by=request.user, **data)

    title, back = f"Settle: {dispute}", _page(dispute.invoice.client)
    return add_row(request, SettleForm(request.POST or None), title=title, back=back, save=save)

"""Procedures and playbooks: read, mark as read, write."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.clients.frame import visible_client
from accounts.orders.models import OrderType
from accounts.procedures.forms import ProcedureForm
from accounts.procedures.models import Procedure
from accounts.procedures.services import mark_procedure_read, write_procedure
from config.lib.errors import DomainError
from teams.access.views import requires
from teams.people.models import User

SHOWN = 200


@requires("orders.view")
def procedure_list(request: HttpRequest) -> HttpResponse:
    """What is written down, by kind of order and by client."""
    found = Procedure.objects.visible_to(request.user).with_read(request.user)
    rows = found.filter(active=True).select_related("order_type", "client", "changed_by")
    context = {"procedures": rows[:SHOWN], "retired": found.filter(active=False)[:SHOWN]}
    return render(request, "procedures/list.html", context)


def _procedure(request: HttpRequest, procedure_id: int) -> Procedure:
    rows = Procedure.objects.visible_to(request.user).with_read(request.user)
    rows = rows.select_related("order_type", "client__team", "changed_by")
    return get_object_or_404(rows, pk=procedure_id)


@requires("orders.view")
def procedure_page(request: HttpRequest, procedure_id: int) -> HttpResponse:
    """The steps, and who has read this edition."""
    row = _procedure(request, procedure_id)
    reads = list(row.reads.filter(edition=row.edition).select_related("user"))
    done = {read.user_id for read in reads}
    people = User.objects.active().holding("service.work")
    context = {
        "procedure": row, "reads": reads,
        "steps": [line for line in row.text.splitlines() if line.strip()],
        "open": [p for p in people if p.pk not in done] if not row.client_id else [],
    }  # fmt: skip
    return render(request, "procedures/page.html", context)


@requires("orders.view")
def procedures_for(request: HttpRequest, client_id: int) -> HttpResponse:
    """What applies when working for a client, on ?type= of order: a fragment of other pages."""
    client, code = visible_client(request, client_id), request.GET.get("type", "")
    kind = OrderType.objects.filter(code=code).first() if code else None
    rows = Procedure.objects.visible_to(request.user).for_work(client=client, order_type=kind)
    context = {"procedures": rows.with_read(request.user).select_related("order_type")}
    return render(request, "procedures/for_work.html", context)


@require_POST
@requires("orders.view")
def procedure_read(request: HttpRequest, procedure_id: int) -> HttpResponse:
    """Say that one has read it."""
    row, edition = _procedure(request, procedure_id), request.POST.get("edition", "")
    mark_procedure_read(
        procedure=row, edition=int(edition) if edition.isdecimal() else 0, by=request.user
    )
    messages.success(request, "Noted that you have read it.")
    return redirect(row)


@requires("people.manage")
def procedure_new(request: HttpRequest) -> HttpResponse:
    """Write a procedure, or with ?client= a playbook."""
    initial = {"client": request.GET.get("client", ""), "version": 0, "active": True}
    form = ProcedureForm(request.POST or None, user=request.user, initial=initial)
    return _write(request, form, None)


@requires("people.manage")
def procedure_edit(request: HttpRequest, procedure_id: int) -> HttpResponse:
    """Change a procedure."""
    row = _procedure(request, procedure_id)
    form = ProcedureForm(request.POST or None, user=request.user, procedure=row)
    return _write(request, form, row)


def _write(request: HttpRequest, form: ProcedureForm, row: Procedure | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            saved = write_procedure(
                procedure=row, version=values.pop("version"), values=values, by=request.user
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect(saved)
    context = {
        "form": form, "title": f"Edit {row}" if row else "New procedure", "back": "/procedures/",
        "action": request.get_full_path(),
    }  # fmt: skip
    return render(request, "edits/page.html", context, status=422 if form.is_bound else 200)

"""Statements of the bank: upload, suggestions, and the lines that wait."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.bank_files import services
from accounts.bank_files.forms import AsideForm, MatchForm, StatementForm
from accounts.bank_files.models import BankFile, BankLine
from accounts.receipts.models import Receipt
from config.lib.errors import DomainError
from config.lib.forms import carried_out
from teams.access.views import requires

SHOWN = 200


@requires("receivables.post")
def bank_file_list(request: HttpRequest) -> HttpResponse:
    """The statements, and the form that brings one in."""
    headings = request.POST.getlist("headings")
    form = StatementForm(request.POST or None, request.FILES or None, headings=headings)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        columns = {k.removeprefix("column-"): v for k, v in data.items() if k.startswith("column-")}
        try:
            file = services.bring_in(
                data=data["file"].read(), name=data["file"].name, columns=columns,
                bank_account=data["bank_account"], by=request.user,
            )  # fmt: skip
        except services.ColumnsWanted as wanted:
            headings = wanted.headings
            form = StatementForm(request.POST, headings=headings)
            form.initial.update(bank_account=data["bank_account"])
            form.errors.clear()
            form.add_error("file", f"{wanted.message} Choose the file once more.")
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect(file)
    files = BankFile.objects.visible_to(request.user).select_related("bank_account", "by")
    context = {"form": form, "files": files[:50], "headings": headings,
               "waiting": BankLine.objects.visible_to(request.user).open().count()}  # fmt: skip
    return render(request, "bank_files/list.html", context, status=422 if form.errors else 200)


@requires("receivables.post")
def bank_file(request: HttpRequest, bank_file_id: int) -> HttpResponse:
    """The lines of a statement, each open one with what it may pay and why."""
    files = BankFile.objects.visible_to(request.user).select_related("bank_account", "by")
    file = get_object_or_404(files, pk=bank_file_id)
    lines = list(file.lines.select_related("receipt__client", "settled_by")[:SHOWN])
    context = {"file": file, "lines": _suggested(lines, request)}
    return render(request, "bank_files/page.html", context)


def _suggested(lines: list[BankLine], request: HttpRequest) -> list[BankLine]:
    waiting = [line for line in lines if line.standing == "open" and line.amount > 0]
    index = services.index_of_debtors(request.user, waiting)
    for line in lines:
        line.suggestions = services.suggestions_for(line, index) if line in waiting else []
    return lines


@requires("receivables.post")
def bank_line_list(request: HttpRequest) -> HttpResponse:
    """The lines of all statements that wait for somebody, the oldest first."""
    lines = BankLine.objects.visible_to(request.user).open().select_related("file", "bank_account")
    context = {"lines": _suggested(list(lines[:SHOWN]), request)}
    return render(request, "bank_files/waiting.html", context)


def _line(request: HttpRequest, line_id: int) -> BankLine:
    lines = BankLine.objects.visible_to(request.user).select_related("file", "receipt")
    return get_object_or_404(lines, pk=line_id)


@requires("receivables.post")
def bank_line(request: HttpRequest, bank_line_id: int) -> HttpResponse:
    """One line: what it may be, and the forms to settle it by hand."""
    return _page(request, _line(request, bank_line_id))


def _page(request: HttpRequest, line: BankLine, **forms: Any) -> HttpResponse:
    _suggested([line], request)
    is_open = line.standing == "open"
    context = {
        "line": line,
        "alike": services.receipts_like(line)[:10] if is_open else [],
        "match_form": MatchForm(),
        "aside_form": AsideForm(),
    }
    return render(request, "bank_files/line.html", context | forms, status=422 if forms else 200)


@require_POST
@requires("receivables.post")
def bank_file_accept(request: HttpRequest, bank_file_id: int) -> HttpResponse:
    """Post all lines whose suggestion is certain."""
    file = get_object_or_404(BankFile.objects.visible_to(request.user), pk=bank_file_id)
    done, refused = services.accept_certain(file=file, by=request.user)
    messages.success(request, f"{done} certain line{'' if done == 1 else 's'} posted.")
    for line, sentence in refused:
        messages.warning(request, f"{line}: {sentence}")
    return redirect(file)


@require_POST
@requires("receivables.post")
def bank_line_accept(request: HttpRequest, bank_line_id: int) -> HttpResponse:
    """Post a line as suggested."""
    line = _line(request, bank_line_id)
    client = request.POST.get("client", "")
    if not client.isdecimal():
        raise DomainError("Choose one of the suggestions.")
    index = services.index_of_debtors(request.user, [line])
    services.accept(line=line, client_id=int(client), index=index, by=request.user)
    messages.success(request, f"{line} is posted.")
    return redirect(line.file)


@require_POST
@requires("receivables.post")
def bank_line_match(request: HttpRequest, bank_line_id: int) -> HttpResponse:
    """Post a line for whom somebody names."""
    line, form = _line(request, bank_line_id), MatchForm(request.POST)

    def match() -> None:
        services.match_by_hand(line=line, by=request.user, **form.cleaned_data)

    return (
        redirect(line.file) if carried_out(form, match) else _page(request, line, match_form=form)
    )


@require_POST
@requires("receivables.post")
def bank_line_aside(request: HttpRequest, bank_line_id: int) -> HttpResponse:
    """Set a line aside that is no receipt."""
    line, form = _line(request, bank_line_id), AsideForm(request.POST)

    def put_aside() -> None:
        services.put_aside(line=line, by=request.user, **form.cleaned_data)

    if carried_out(form, put_aside):
        return redirect(line.file)
    return _page(request, line, aside_form=form)


@require_POST
@requires("receivables.post")
def bank_line_receipt(request: HttpRequest, bank_line_id: int, receipt_id: int) -> HttpResponse:
    """The line is a receipt entered before, or takes it back."""
    line = _line(request, bank_line_id)
    receipt = get_object_or_404(Receipt.objects.visible_to(request.user), pk=receipt_id)
    services.match_receipt(line=line, receipt=receipt, by=request.user)
    messages.success(request, f"{line}: {receipt}.")
    return redirect(line.file)

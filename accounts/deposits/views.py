"""Deposits: the list, and the page on which many payments are typed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.deposits import services
from accounts.deposits.finding import suggestions
from accounts.deposits.forms import LineFormSet, SlipForm
from accounts.deposits.models import Deposit
from config.lib.errors import DomainError
from teams.access.views import requires

SHOWN = 100


@requires("receivables.post")
def deposit_list(request: HttpRequest) -> HttpResponse:
    """Drafts and what was posted lately, and the form that starts a deposit."""
    form = SlipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deposit = services.start_deposit(by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect(deposit)
    deposits = Deposit.objects.visible_to(request.user).select_related("bank_account", "by")
    context = {"form": form, "deposits": deposits[:SHOWN]}
    return render(request, "deposits/list.html", context, status=422 if form.errors else 200)


@requires("receivables.post")
def deposit_page(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Type the payments of a deposit, keep them as a draft, post them all."""
    deposits = Deposit.objects.visible_to(request.user).select_related("bank_account")
    deposit = get_object_or_404(deposits, pk=deposit_id)
    if deposit.posted_at:
        context = {"deposit": deposit, "lines": _lines(deposit)}
        return render(request, "deposits/posted.html", context)
    if request.method != "POST":
        return _page(request, deposit)
    lines = LineFormSet(request.POST, prefix="lines")
    if not lines.is_valid():
        return _page(request, deposit, lines, status=422)
    typed = [form.cleaned_data for form in lines]
    version = request.POST.get("version", "")
    try:
        deposit = services.save_lines(
            deposit=deposit, lines=typed, by=request.user,
            opened_with=int(version) if version.isdecimal() else 0,
        )  # fmt: skip
        if "post" not in request.POST:
            messages.success(request, "The draft is kept.")
            return redirect(deposit)
        services.post_deposit(deposit=deposit, by=request.user)
    except services.LinesRefused as refused:
        return _page(request, deposit, refused=refused, status=422)
    except DomainError as error:
        messages.error(request, error.message)
        return _page(request, deposit, status=409 if error.message.startswith("Some") else 422)
    messages.success(request, f"{deposit} is posted.")
    return redirect(deposit)


def _lines(deposit: Deposit) -> Any:
    return deposit.lines.select_related("receipt__client").order_by("place")


def _page(
    request: HttpRequest, deposit: Deposit, lines: Any = None, status: int = 200,
    refused: services.LinesRefused | None = None,
) -> HttpResponse:  # fmt: skip
    initial = list(deposit.lines.order_by("place").values(*services.FIELDS))
    lines = lines or LineFormSet(initial=initial, prefix="lines")
    problems = {p.place: p for p in refused.problems} if refused else {}
    rows = [(form, problems.get(place)) for place, form in enumerate(lines, start=1)]
    context = {"deposit": deposit, "lines": lines, "rows": rows, "refused": refused}
    return render(request, "deposits/page.html", context, status=status)


@requires("receivables.post")
def deposit_find(request: HttpRequest) -> HttpResponse:
    """Clients and payers that fit what is being typed, as the options of a box."""
    words = next((v for k, v in request.GET.items() if k.endswith("who")), "")
    return render(request, "deposits/found.html", {"found": suggestions(request.user, words)})

"""Expected commission of direct bill, and carriers' statements worked row by row."""

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.clients.panels import add_row
from accounts.commissions import services
from accounts.commissions.filters import ExpectedFilter
from accounts.commissions.finding import register
from accounts.commissions.forms import (
    PolicyOfRowForm,
    ReverseForm,
    RowForm,
    StatementColumnsForm,
    StatementForm,
)
from accounts.commissions.models import CommissionStatement, ExpectedCommission, StatementRow
from accounts.commissions.page import page_of
from accounts.commissions.posting import post_statement, reverse_statement
from accounts.commissions.tables import ExpectedTable, expected_totals
from accounts.policies.models import PolicyTerm
from config.lib.errors import DomainError
from config.lib.lists import ListSpec, list_page
from teams.access.views import requires

EXPECTED = ListSpec(
    name="expected-commission",
    title="Direct bill: expected commission",
    table=ExpectedTable,
    filterset=ExpectedFilter,
    sorts={"expected_on": "expected_on", "amount": "amount", "client": "client__sort_key"},
    default_sort="-expected_on",
    empty="Nothing is expected. Direct-billed transactions come here within the hour they are "
    "booked.",
    totals=expected_totals,
    about="Premium is billed and collected by the carrier and never held in trust. "
    "Commission stands as estimated until the carrier's statement is posted.",
)
SHOWN = 100


@requires("receivables.view")
def expected_list(request: HttpRequest) -> HttpResponse:
    """What carriers that bill themselves owe the house in commission."""
    rows = (
        ExpectedCommission.objects.visible_to(request.user)
        .with_open()
        .select_related("client", "term", "carrier", "transaction")
    )
    return list_page(request, EXPECTED, rows, template="commissions/expected.html")


@requires("receivables.post")
def statement_list(request: HttpRequest) -> HttpResponse:
    """The statements that came, and the form that takes a new one."""
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            statement = services.take_statement(by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect(statement)
    waiting = ~Q(rows__finding="fits") & Q(rows__answer="") & Q(rows__isnull=False)
    statements = (
        CommissionStatement.objects.visible_to(request.user)
        .select_related("carrier")
        .annotate(
            lines=Count("rows"), total=Sum("rows__commission"), waiting=Count("rows", waiting)
        )
    )
    context = {"form": form, "statements": statements[:SHOWN]}
    return render(
        request, "commissions/statements.html", context, status=422 if form.errors else 200
    )


def _statement(request: HttpRequest, statement_id: int) -> CommissionStatement:
    statements = CommissionStatement.objects.visible_to(request.user).select_related(
        "carrier", "by", "posted_by", "reversed_by"
    )
    return get_object_or_404(statements, pk=statement_id)


@requires("receivables.post")
def statement_page(request: HttpRequest, statement_id: int) -> HttpResponse:
    """One statement: its totals, the exceptions to be settled, and what fits."""
    statement = _statement(request, statement_id)
    if not statement.columns:
        return redirect("statement-columns", statement_id=statement.pk)
    return render(request, "commissions/statement.html", page_of(statement))


@requires("receivables.post")
def statement_columns(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Say which column of the statement is which; remembered for the carrier."""
    statement = _statement(request, statement_id)
    form = StatementColumnsForm(request.POST or None, statement=statement)
    if request.method == "POST" and form.is_valid():
        try:
            services.map_columns(statement=statement, columns=form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect(statement)
    context = {"form": form, "statement": statement}
    return render(request, "commissions/columns.html", context, status=422 if form.errors else 200)


@require_POST
@requires("receivables.post")
def statement_post(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Realise the statement's commission."""
    statement = _statement(request, statement_id)
    try:
        post_statement(statement=statement, by=request.user)
    except DomainError as error:
        return _refused(request, statement, error)
    messages.success(request, f"{statement} is posted.")
    return redirect(statement)


@requires("receivables.post")
def statement_reverse(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Take a posted statement back, with the reason."""
    statement = _statement(request, statement_id)

    def save(data: dict[str, str]) -> None:
        reverse_statement(statement=statement, by=request.user, **data)

    return add_row(
        request, ReverseForm(request.POST or None), title=f"Reverse {statement}",
        back=statement.get_absolute_url(), save=save,
    )  # fmt: skip


def _row(request: HttpRequest, row_id: int) -> StatementRow:
    rows = StatementRow.objects.visible_to(request.user).select_related("statement__carrier")
    return get_object_or_404(rows, pk=row_id)


@require_POST
@requires("receivables.post")
def row_answer(request: HttpRequest, statement_row_id: int) -> HttpResponse:
    """Accept, dispute or leave apart one row."""
    row, form = _row(request, statement_row_id), RowForm(request.POST)
    try:
        if not form.is_valid():
            raise DomainError("Accept it, dispute it, or leave it apart.")
        services.answer_row(row=row, by=request.user, **form.cleaned_data)
    except DomainError as error:
        return _refused(request, row.statement, error, row)
    return redirect(f"{row.statement.get_absolute_url()}#exceptions")


@require_POST
@requires("receivables.post")
def row_policy(request: HttpRequest, statement_row_id: int) -> HttpResponse:
    """Say which policy one row is about."""
    row, form = _row(request, statement_row_id), PolicyOfRowForm(request.POST)
    try:
        if not form.is_valid():
            raise DomainError("Type the policy’s number.")
        services.choose_policy(row=row, term=_chosen(request, row, form), by=request.user)
    except DomainError as error:
        return _refused(request, row.statement, error, row)
    return redirect(f"{row.statement.get_absolute_url()}#exceptions")


def _chosen(request: HttpRequest, row: StatementRow, form: PolicyOfRowForm) -> PolicyTerm:
    terms = PolicyTerm.objects.visible_to(request.user).select_related("policy__writing_company")
    pk = form.cleaned_data["term"]
    if pk is None:
        day = row.effective_on or row.statement.paid_on
        number = form.cleaned_data["number"]
        found = register(row.statement.carrier_id).find(number, row.insured, day)
        if len(found) != 1:
            raise DomainError(
                f"{len(found) or 'No'} policies of this carrier have the number "
                f"“{number}”; type it as it stands on the policy."
            )
        pk = found[0].term
    return get_object_or_404(terms, pk=pk)


def _refused(
    request: HttpRequest,
    statement: CommissionStatement,
    error: DomainError,
    row: StatementRow | None = None,
) -> HttpResponse:
    context = page_of(statement) | {"refusal": error.message, "refused": row}
    return render(request, "commissions/statement.html", context, status=422)

"""Budgets: the list of a year, one budget as a grid of months, and a table brought in."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, Sum
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from config.lib.errors import DomainError
from config.lib.exports import Sheet, xlsx_response
from reports.budgets import importing
from reports.budgets.forms import AmountsForm, NewBudgetForm, UploadForm
from reports.budgets.models import Budget, Measure
from reports.budgets.services import refuse_unless_planner, save_budget
from teams.access.views import requires


@requires("production.view")
def budget_list(request: HttpRequest) -> HttpResponse:
    """What is planned for a year, for whom."""
    year = _year(request)
    sums: dict[str, Any] = {
        measure.value: Sum("amounts__amount", filter=Q(amounts__measure=measure))
        for measure in Measure
    }
    budgets = Budget.objects.visible_to(request.user).filter(year=year).house_first()
    context = {
        "year": year,
        "budgets": budgets.select_related("person").annotate(**sums),
        "measures": Measure.choices,
        "earlier": year - 1,
        "later": year + 1,
    }
    return render(request, "budgets/list.html", context)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", str(timezone.localdate().year))
    if not text.isdigit() or not 2000 <= int(text) <= 2100:
        raise DomainError(f"“{text[:20]}” is not a year from 2000 to 2100.")
    return int(text)


@requires("budgets.write")
def budget_new(request: HttpRequest) -> HttpResponse:
    """Begin a budget: for which year and whom."""
    draft = Budget(year=timezone.localdate().year)
    form = NewBudgetForm(request.POST or None, instance=draft)
    if request.method == "POST" and form.is_valid():
        try:
            budget = save_budget(budget=form.instance, amounts={}, opened_with=1, by=request.user)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect(budget)
    context = {"form": form, "title": "New budget", "back": reverse("budget-list")}
    return render(request, "edits/page.html", context, status=422 if form.errors else 200)


@requires("production.view")
def budget_page(request: HttpRequest, budget_id: int) -> HttpResponse:
    """One budget: its months, to be changed by those who plan for this person or the house."""
    budgets = Budget.objects.visible_to(request.user).select_related("person")
    budget = get_object_or_404(budgets.prefetch_related("amounts"), pk=budget_id)
    form = AmountsForm(request.POST or None, budget=budget)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            save_budget(
                budget=budget,
                amounts=form.amounts,
                opened_with=form.cleaned_data["version"],
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, error.message)
            status = 409
        else:
            messages.success(request, f"The budget of {budget} is kept.")
            return redirect(budget)
    context = {"budget": budget, "form": form, "may": _plans(request, budget)}
    context |= {"measures": Measure.choices, "totals": _totals(budget)}
    return render(request, "budgets/page.html", context, status=status)


def _plans(request: HttpRequest, budget: Budget) -> bool:
    try:
        refuse_unless_planner(budget, request.user)
    except DomainError:
        return False
    return True


def _totals(budget: Budget) -> list[Any]:
    amounts = budget.amounts.all()
    return [sum(a.amount for a in amounts if a.measure == measure) for measure in Measure]


@requires("budgets.write")
def budget_import(request: HttpRequest) -> HttpResponse:
    """Bring in a table of budgets; with any row wrong nothing is kept."""
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: list[importing.Problem] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            reading = importing.read(upload, upload.size)
            problems = reading.problems
            kept = importing.keep(reading=reading, by=request.user)
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            messages.success(request, f"{len(kept)} budgets are kept: {', '.join(map(str, kept))}.")
            return redirect(f"{reverse('budget-list')}?year={kept[0].year}")
    context = {"form": form, "problems": problems, "headings": importing.HEADINGS}
    return render(request, "budgets/import.html", context, status=422 if form.errors else 200)


@requires("budgets.write")
def budget_template(request: HttpRequest) -> FileResponse:
    """An empty table with the right headings and one example row for the house."""
    year = timezone.localdate().year + 1
    example = [importing.HOUSE, f"{year}-01", *(None for _ in Measure)]
    return xlsx_response(f"budget-{year}", [Sheet("Budget", importing.HEADINGS, [example])])

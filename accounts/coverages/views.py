"""The coverages of a term: a fragment of the policy's page, and their forms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.coverages import services
from accounts.coverages.forms import CoverageForm, InterestForm, LineForm
from accounts.coverages.models import AdditionalInterest
from accounts.policies.models import Coverage, PolicyTerm
from config.lib.errors import DomainError
from teams.access.views import requires
from teams.history.editing import edit_record


def _term(request: HttpRequest, term_id: int) -> PolicyTerm:
    terms = PolicyTerm.objects.visible_to(request.user).select_related("client", "policy__line")
    return get_object_or_404(terms, pk=term_id)


def _coverage(request: HttpRequest, coverage_id: int) -> Coverage:
    rows = Coverage.objects.visible_to(request.user).select_related("line", "term__client")
    return get_object_or_404(rows, pk=coverage_id)


@requires("policies.view")
def term_coverages(request: HttpRequest, term_id: int) -> HttpResponse:
    """Lines with their details, forms and additional interests."""
    return _shown(request, _term(request, term_id))


def _shown(request: HttpRequest, term: PolicyTerm, refusal: str = "") -> HttpResponse:
    rows = term.coverages.select_related("line")
    context = {
        "term": term,
        "coverages": rows.prefetch_related("details__field", "scheduled_forms"),
        "interests": AdditionalInterest.objects.filter(term=term),
        "refusal": refusal,
    }
    alone = getattr(request, "htmx", False)
    template = "coverages/fragment.html" if alone else "coverages/page.html"
    return render(request, template, context, status=422 if refusal else 200)


@requires("policies.write")
def coverage_edit(request: HttpRequest, coverage_id: int) -> HttpResponse:
    """Edit what one coverage says."""
    coverage = _coverage(request, coverage_id)
    form, back = CoverageForm(request.POST or None, coverage=coverage), _back(coverage.term)
    if form.is_valid():
        try:
            services.save_details(
                coverage=coverage,
                premium=form.cleaned_data["premium"],
                values=form.values,
                forms=form.cleaned_data["forms"],
                opened_with=form.cleaned_data["version"],
                by=request.user,
            )
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect(back)
    return _form(request, form, f"{coverage.line} on {coverage.term.number}", back)


def _back(term: PolicyTerm) -> str:
    return reverse("term-coverages", args=[term.pk])


def _form(request: HttpRequest, form: object, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "action": request.get_full_path()}
    return render(request, "edits/page.html", context, status=422 if form.is_bound else 200)  # type: ignore[attr-defined]


@requires("policies.write")
def coverage_add(request: HttpRequest, term_id: int) -> HttpResponse:
    """Add a line to the term."""
    term, form = _term(request, term_id), LineForm(request.POST or None)
    if form.is_valid():
        try:
            services.add_line(term=term, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect(_back(term))
    return _form(request, form, f"Add a line to {term.number}", _back(term))


@require_POST
@requires("policies.write")
def coverage_remove(request: HttpRequest, coverage_id: int) -> HttpResponse:
    """Take a line off its term."""
    coverage = _coverage(request, coverage_id)
    try:
        services.remove_line(coverage=coverage, by=request.user)
    except DomainError as error:
        return _shown(request, coverage.term, error.message)
    return redirect(_back(coverage.term))


@requires("policies.write")
def interest_add(request: HttpRequest, term_id: int) -> HttpResponse:
    """Add an additional interest to the term."""
    term = _term(request, term_id)
    form = InterestForm(request.POST or None, instance=AdditionalInterest(term=term))
    return edit_record(request, form, title=f"New interest in {term.number}", back=_back(term))


@requires("policies.write")
def interest_edit(request: HttpRequest, interest_id: int) -> HttpResponse:
    """Change an additional interest."""
    rows = AdditionalInterest.objects.visible_to(request.user).select_related("term")
    row = get_object_or_404(rows, pk=interest_id)
    form = InterestForm(request.POST or None, instance=row)
    return edit_record(request, form, title=f"Edit {row}", back=_back(row.term))

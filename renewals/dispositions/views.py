"""The forms that say what became of an expiring policy."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.policies.models import PolicyTerm
from config.lib.errors import DomainError
from renewals.dispositions import services
from renewals.dispositions.forms import DispositionForm, ExtensionForm, WithdrawForm
from renewals.dispositions.outcomes import LABELS
from renewals.dispositions.querysets import with_disposition
from teams.access.views import requires


def ended_term(request: HttpRequest, term_id: int) -> Any:
    """The term of the address with what became of it, if the user sees it, else 404."""
    terms = PolicyTerm.objects.visible_to(request.user).select_related(
        "client",
        "policy__line",
        "policy__writing_company",
        "disposition",
        "placed__placement",
    )
    return get_object_or_404(with_disposition(terms), pk=term_id)


@requires("renewals.write")
def disposition(request: HttpRequest, term_id: int) -> HttpResponse:
    """Record what became of a policy that no transaction tells of."""
    term = ended_term(request, term_id)
    form = DispositionForm(request.POST or None, term=term)
    return _answer(request, term, form, services.record_disposition, "What became of")


@requires("renewals.write")
def extension(request: HttpRequest, term_id: int) -> HttpResponse:
    """Let a policy run on for a while, as a short term of its own."""
    term = ended_term(request, term_id)
    return _answer(request, term, ExtensionForm(request.POST or None), services.extend, "Extend")


@requires("renewals.write")
def withdraw(request: HttpRequest, term_id: int) -> HttpResponse:
    """Take back what was recorded."""
    term = ended_term(request, term_id)
    form = WithdrawForm(request.POST or None)
    words = "Take back what was recorded of"
    return _answer(request, term, form, services.withdraw_disposition, words)


def _answer(
    request: HttpRequest, term: Any, form: forms.Form, service: Callable[..., Any], words: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            service(term=term, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"Saved for {term.number}.")
            return redirect(term)
    context = {"term": term, "form": form, "words": words, "label": LABELS.get(term.outcome, "")}
    return render(request, "dispositions/form.html", context, status=422 if form.errors else 200)

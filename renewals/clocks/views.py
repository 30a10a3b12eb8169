"""A policy's renewal panel with its clocks and the carrier's notices."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.policies.panels import term_panel
from config.lib.errors import DomainError
from renewals.clocks.forms import NoticeForm
from renewals.clocks.models import NoticeRule
from renewals.clocks.reading import clocks_of
from renewals.clocks.services import record_notice
from renewals.dispositions.outcomes import LABELS, TONES
from renewals.dispositions.views import ended_term
from teams.access.views import requires


@term_panel("Renewal", url_name="term-renewal", rule="policies.view", order=10)
def term_renewal(request: HttpRequest, term_id: int) -> HttpResponse:
    """What becomes of the policy, its notice clocks and the notices received."""
    term, today = ended_term(request, term_id), timezone.localdate()
    rules = [r for r in NoticeRule.objects.in_force(today) if r.event != "non_renewal"]
    line, admitted = term.policy.line.code, term.policy.writing_company.admitted
    kind = "admitted" if admitted else "non_admitted"
    context = {
        "term": term,
        "today": today,
        "label": LABELS.get(term.outcome, "Open"),
        "tone": TONES.get(term.outcome, "warn"),
        "recorded": getattr(term, "disposition", None),
        "clock": clocks_of([term], today).get(term.pk),
        "other_rules": [
            r for r in rules
            if r.applies in (kind, "any") and (not r.lines or line in r.lines)
        ],
        "notices": term.carrier_notices.select_related("attachment", "by"),
    }  # fmt: skip
    alone = getattr(request, "htmx", False)
    template = "clocks/panel.html" if alone else "clocks/page.html"
    return render(request, template, context)


@requires("renewals.write")
def carrier_notice(request: HttpRequest, term_id: int) -> HttpResponse:
    """Write down a notice the carrier gave."""
    term = ended_term(request, term_id)
    form = NoticeForm(request.POST or None, term=term)
    if request.method == "POST" and form.is_valid():
        try:
            record_notice(term=term, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"Notice on {term.number} noted.")
            return redirect(term)
    context = {"term": term, "form": form, "words": "Carrier’s notice on"}
    return render(request, "dispositions/form.html", context, status=422 if form.errors else 200)

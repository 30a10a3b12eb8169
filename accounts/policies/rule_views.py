"""The numbers of premium arithmetic, kept as dated rows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.policies.forms import PremiumRuleForm
from accounts.policies.models import PremiumRule
from teams.access.views import requires
from teams.history.editing import edit_record


@requires("policies.view")
def premium_rules(request: HttpRequest) -> HttpResponse:
    """Short rate, minimum earned and tolerances, with the days on which each holds."""
    context = {"rules": PremiumRule.objects.all(), "today": timezone.localdate()}
    return render(request, "policies/rules.html", context)


@requires("policies.rules")
def premium_rule_add(request: HttpRequest) -> HttpResponse:
    """Add a row; the one before it is ended first."""
    form = PremiumRuleForm(request.POST or None, instance=PremiumRule())
    return edit_record(request, form, title="New premium rule", back=reverse("premium-rules"))


@requires("policies.rules")
def premium_rule_edit(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Change a row, mostly to end it; what is booked stays as it was booked."""
    rule = get_object_or_404(PremiumRule, pk=rule_id)
    form = PremiumRuleForm(request.POST or None, instance=rule)
    return edit_record(request, form, title=f"Edit {rule}", back=reverse("premium-rules"))

"""The settings of the house."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from config.lib.errors import DomainError
from teams.access.views import requires
from teams.house.forms import SettingsForm
from teams.house.querysets import settings_now
from teams.house.rulebook import rulebook
from teams.house.services import change_settings


@requires("house.manage")
def house_settings(request: HttpRequest) -> HttpResponse:
    """Names and rules of this house."""
    form = SettingsForm(request.POST or None, initial=settings_now())
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_settings(values=form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"{changed} changed." if changed else "Nothing changed.")
            return redirect("house-settings")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "house/settings.html", {"form": form}, status=status)


@requires("people.view")
def house_rules(request: HttpRequest) -> HttpResponse:
    """Every page of rules that are data, for whoever may read it."""
    return render(request, "house/rulebook.html", {"groups": rulebook(request.user)})

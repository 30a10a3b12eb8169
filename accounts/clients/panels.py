"""Forms that stand in the panel they change, or on a page of their own."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from config.lib.errors import DomainError
from config.lib.forms import refuse, status_of


def add_row(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    title: str,
    back: str,
    save: Callable[[dict[str, Any]], Any],
    shown: Callable[[HttpRequest], HttpResponse] | None = None,
) -> HttpResponse:
    """Show `form`, or give its data to `save` and go `back`; a refusal stands at its field."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            if getattr(request, "htmx", False) and shown:
                return shown(request)
            return redirect(back)
    status = status_of(form)
    template = "edits/form.html" if getattr(request, "htmx", False) else "edits/page.html"
    context = {"form": form, "title": title, "back": back, "action": request.get_full_path()}
    return render(request, template, context, status=status)

"""The page, or the fragment of a panel, on which a record is edited."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from teams.history.forms import EditForm


def edit_record(
    request: HttpRequest,
    form: EditForm,
    *,
    title: str,
    back: str,
    shown: Callable[[HttpRequest, Any], HttpResponse] | None = None,
    after: str = "",
    page: str = "edits/page.html",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show `form`, or save it and go `back`.

    With htmx the form stands in the panel it edits, and `shown(request, record)` draws that
    panel again after saving; without, both are whole pages. `after` names the address of the
    record itself, to be shown next instead; `page` and `extra` let more stand on the whole page.
    A refusal answers 422, a conflict 409, with everything typed still there.
    """
    if request.method == "POST" and form.is_valid():
        saved = form.save_edit()
        if saved is not None:
            if getattr(request, "htmx", False) and shown:
                return shown(request, saved)
            return redirect(after, saved.pk) if after else redirect(back)
    status = 409 if form.clashes else 422 if form.is_bound else 200
    template = "edits/form.html" if getattr(request, "htmx", False) else page
    context = {"form": form, "title": title, "back": back, "action": request.get_full_path()}
    context |= extra or {}
    return render(request, template, context, status=status)

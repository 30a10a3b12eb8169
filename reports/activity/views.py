"""The month's activity on the page; printing it is a button."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.lib.dates import add_months, month_start, parse_month
from config.lib.errors import DomainError
from reports.activity.figures import activity
from reports.documents.services import request_document
from reports.production.forms import asked_month
from teams.access.views import requires


@requires("production.view")
def activity_page(request: HttpRequest) -> HttpResponse:
    """Orders, commitments, meetings and deliveries of a month, for the clients one sees."""
    this = month_start(timezone.localdate())
    try:
        month = parse_month(request.GET.get("month") or f"{this:%Y-%m}")
    except ValueError as error:
        raise DomainError(f"{error}; write it as 2026-10.", "month") from error
    if month > this:
        raise DomainError("That month has not begun.", "month")
    context = {
        "found": activity(request.user, month, timezone.localdate()),
        "later": add_months(month, 1) if month < this else None,
        "may_print": request.user.may("documents.make"),
        "nonce": uuid.uuid4().hex,
    }
    return render(request, "activity/page.html", context)


@require_POST
@requires("documents.make")
def activity_print(request: HttpRequest) -> HttpResponse:
    """Ask for the activity report of a month: one's own, in one click."""
    month, nonce = asked_month(request.POST)
    job = request_document(kind="activity", subject=f"{month:%Y-%m}", by=request.user, nonce=nonce)
    return redirect(job)

"""The reconciliation page: every check of the latest look at the books."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.reconciliation.models import BooksCheck
from accounts.reconciliation.tasks import check_now
from config.lib.errors import DomainError
from teams.access.views import requires


@requires("payables.view")
def reconciliation(request: HttpRequest) -> HttpResponse:
    """Whether the books tie, since when, and the items of each gap."""
    checks = BooksCheck.objects.visible_to(request.user).select_related("asked_by")
    context = {
        "check": checks.first(),
        "earlier": checks[1:15],
        "nonce": uuid.uuid4().hex,
    }
    return render(request, "reconciliation/page.html", context)


@require_POST
@requires("payables.view")
def reconciliation_run(request: HttpRequest) -> HttpResponse:
    """Check the books now, as a job."""
    nonce = request.POST.get("nonce", "")
    if not nonce.isalnum() or len(nonce) > 40:
        raise DomainError("Open the page again and press the button there.")
    return redirect(check_now(by=request.user, nonce=nonce))


@requires("payables.view")
def books_tie(request: HttpRequest) -> HttpResponse:
    """The line that a dashboard shows: the books tie, as of when."""
    check = BooksCheck.objects.visible_to(request.user).first()
    return render(request, "reconciliation/line.html", {"check": check})

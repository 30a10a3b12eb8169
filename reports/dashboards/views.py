"""The dashboard of one's role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from config.lib.dates import add_months, month_start, parse_month
from config.lib.errors import DomainError
from config.lib.exports import Sheet, xlsx_response
from reports.dashboards.page import HEADS, as_rows, dashboard, period_of
from teams.access.views import requires

AGAINST = {"before": "the month before", "year": "a year ago"}


@requires("home.view")
def dashboard_page(request: HttpRequest) -> HttpResponse:
    """The figures of one's role for a month, each beside another month and its target."""
    this = month_start(timezone.localdate())
    try:
        month = parse_month(request.GET.get("month") or f"{this:%Y-%m}")
    except ValueError as error:
        raise DomainError(f"{error}; write it as 2026-10.", "month") from error
    against = request.GET.get("against") or "before"
    if against not in AGAINST or month > this:
        raise DomainError("Choose a month that has begun, against “before” or “year”.")
    period = period_of(month, against, timezone.localdate())
    tiles = dashboard(request.user, period)
    if request.GET.get("_export") == "xlsx":
        about = [
            ("Month", f"{month:%B %Y}"), ("Before", f"{period.against:%B %Y}"),
            ("For", request.user.name), ("Clients", str(request.user.scope)),
            ("Made at", timezone.now()),
        ]  # fmt: skip
        sheets = [Sheet("Dashboard", HEADS, as_rows(tiles)),
                  Sheet("About", ["What", "Value"], about)]  # fmt: skip
        return xlsx_response(f"dashboard-{month:%Y-%m}", sheets)
    context = {
        "tiles": tiles, "period": period, "against": against, "choices": AGAINST,
        "earlier": add_months(month, -1), "later": add_months(month, 1) if month < this else None,
        "now": timezone.now(), "is_empty": not any(shown.figure.value for shown in tiles),
    }  # fmt: skip
    return render(request, "dashboards/page.html", context)

"""The schedules of a client: read one, edit one as a table."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.schedules.checking import Standing
from accounts.schedules.columns import Schedule
from accounts.schedules.forms import RowsForm
from accounts.schedules.kinds import BY_SLUG, SCHEDULES
from accounts.schedules.services import Outcome, save_rows
from accounts.schedules.tables import exposure_years, first_filled, table_of
from config.lib.errors import DomainError
from config.lib.sections import sections_of
from teams.access.views import requires

MOST_SAID = 5


def schedule_named(slug: str) -> Schedule:
    """The schedule of the address, else 404."""
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


@client_section("Schedules", url_name="client-schedules", rule="clients.view", order=18)
def client_schedules(request: HttpRequest, client: Client) -> HttpResponse:
    """The first schedule that has rows."""
    return _shown(request, client, first_filled(client))


@requires("clients.view")
def client_schedule(request: HttpRequest, client_id: int, slug: str) -> HttpResponse:
    """One schedule of the client."""
    schedule = schedule_named(slug)
    client = visible_client(request, client_id)
    _under_schedules(request)
    return _shown(request, client, schedule)


@requires("clients.write")
def client_schedule_edit(request: HttpRequest, client_id: int, slug: str) -> HttpResponse:
    """Edit a schedule as a table; what is wrong is said by row and column."""
    schedule = schedule_named(slug)
    client = visible_client(request, client_id)
    form = RowsForm(request.POST or None, initial={"mode": "good"})
    if request.method != "POST":
        return _edited(request, client, schedule, form, Standing(client, schedule).lines())
    if not form.is_valid():
        return _edited(request, client, schedule, form, status=422)
    try:
        outcome = save_rows(client=client, schedule=schedule, by=request.user, **form.cleaned_data)
    except DomainError as error:
        form.add_error(error.field, error.message)
        return _edited(request, client, schedule, form, status=422)
    _tell(request, schedule, outcome)
    if outcome.problems:
        return _edited(request, client, schedule, form, outcome=outcome, status=422)
    return redirect("client-schedule", client.pk, schedule.slug)


def _under_schedules(request: HttpRequest) -> None:
    """Mark the section of the client's page as open."""
    tabs = sections_of("client")
    request.section = next(tab for tab in tabs if tab.url_name == "client-schedules")


def _shown(request: HttpRequest, client: Client, schedule: Schedule) -> HttpResponse:
    context = {"schedules": SCHEDULES, "schedule": schedule} | table_of(client, schedule)
    if schedule.slug == "exposures":
        context |= exposure_years(client)
    return section(request, client, "schedules/page.html", context)


def _edited(
    request: HttpRequest, client: Client, schedule: Schedule, form: RowsForm,
    lines: Any = (), outcome: Outcome | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page with the table to edit; `outcome` brings what was typed and what is wrong."""
    _under_schedules(request)
    text = "\n".join(map(str, outcome.lines if outcome else lines))
    if form.is_bound and outcome is None:
        text = form["text"].value() or ""
    problems = outcome.problems if outcome else []
    is_kept = outcome is None or form.cleaned_data["mode"] == "all"
    context = {
        "schedule": schedule,
        "form": form,
        "text": text,
        "removed": " ".join(form.cleaned_data["removed"]) if outcome and is_kept else "",
        "problems": problems,
    }
    return section(request, client, "schedules/edit.html", context, status=status)


def _tell(request: HttpRequest, schedule: Schedule, outcome: Outcome) -> None:
    """Say what was saved, and the first of what is merely odd about it."""
    if not outcome.problems or str(outcome):
        messages.success(request, f"{schedule.label}: {str(outcome) or 'nothing changed'}.")
    for odd in outcome.warnings[:MOST_SAID]:
        messages.warning(request, f"Row {odd.row}, {odd.heading}: {odd.sentence}")
    if len(outcome.warnings) > MOST_SAID:
        rest = len(outcome.warnings) - MOST_SAID
        messages.warning(request, f"{rest:,} more rows have a remark of this sort.")

"""The schedules of a client: read one, edit one as a table."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.schedules.checking import Standing
from accounts.schedules.columns import Schedule
from accounts.schedules.forms import RowsForm, WorkbookForm
from accounts.schedules.kinds import BY_SLUG, SCHEDULES
from accounts.schedules.services import Outcome, check_rows, save_rows
from accounts.schedules.tables import exposure_years, first_filled, problems_of, table_of
from accounts.schedules.uploads import Upload, read_upload
from accounts.schedules.workbooks import sheets_of
from config.lib.errors import DomainError
from config.lib.exports import xlsx_response
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
        return edit_page(request, client, schedule, form, Standing(client, schedule).lines())
    if not form.is_valid():
        return edit_page(request, client, schedule, form, status=422)
    given: dict[str, Any] = {"client": client, "schedule": schedule, **form.cleaned_data}
    try:
        if "check" in request.POST:
            given.pop("mode")
            return edit_page(request, client, schedule, form, check=check_rows(**given))
        outcome = save_rows(by=request.user, **given)
    except DomainError as error:
        form.add_error(error.field, error.message)
        return edit_page(request, client, schedule, form, status=422)
    _tell(request, schedule, outcome)
    if outcome.problems:
        return edit_page(request, client, schedule, form, outcome=outcome, status=422)
    return redirect("client-schedule", client.pk, schedule.slug)


@requires("clients.view")
def client_schedule_workbook(request: HttpRequest, client_id: int, slug: str) -> HttpResponse:
    """The schedule as a workbook, to be edited in Excel and uploaded again."""
    schedule = schedule_named(slug)
    client = visible_client(request, client_id)
    sheets = sheets_of(client, schedule, request.user)
    return xlsx_response(f"{client.code}-{schedule.slug}", sheets)


@requires("clients.write")
def client_schedule_upload(request: HttpRequest, client_id: int, slug: str) -> HttpResponse:
    """Read an edited workbook into the table; nothing is saved before that is looked at."""
    schedule = schedule_named(slug)
    client = visible_client(request, client_id)
    _under_schedules(request)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["workbook"]
        standing = Standing(client, schedule)
        try:
            upload = read_upload(file, file.size, standing)
            removed = upload.absent if form.cleaned_data["is_whole"] else []
            text = "\n".join(map(str, upload.lines))
            check = check_rows(client=client, schedule=schedule, text=text, removed=removed)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            rows = RowsForm(initial={"mode": "good"})
            return edit_page(
                request, client, schedule, rows, check=check, upload=upload, removed=removed
            )
    status = 422 if form.is_bound else 200
    context = {"schedule": schedule, "form": form}
    return section(request, client, "schedules/upload.html", context, status=status)


def _under_schedules(request: HttpRequest) -> None:
    """Mark the section of the client's page as open."""
    tabs = sections_of("client")
    request.section = next(tab for tab in tabs if tab.url_name == "client-schedules")


def _shown(request: HttpRequest, client: Client, schedule: Schedule) -> HttpResponse:
    context = {"schedules": SCHEDULES, "schedule": schedule} | table_of(client, schedule)
    if schedule.slug == "exposures":
        context |= exposure_years(client)
    return section(request, client, "schedules/page.html", context)


def edit_page(
    request: HttpRequest, client: Client, schedule: Schedule, form: RowsForm,
    lines: Any = (), outcome: Outcome | None = None, check: Outcome | None = None,
    upload: Upload | None = None, removed: Any = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page with the table to edit.

    `outcome` is what came of saving and `check` of a trial; either brings what was typed and
    what is wrong. `upload` tells where in a workbook each row came from.
    """
    _under_schedules(request)
    came = outcome or check
    text = "\n".join(map(str, came.lines if came else lines))
    if form.is_bound and came is None:
        text = form["text"].value() or ""
    if form.is_bound and form.is_valid():
        is_done = outcome is not None and form.cleaned_data["mode"] == "good"
        removed = [] if is_done else form.cleaned_data["removed"]
    context = {
        "schedule": schedule,
        "form": form,
        "text": text,
        "removed": " ".join(removed or []),
        "check": check,
        "upload": upload,
        **problems_of(schedule, came, upload),
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

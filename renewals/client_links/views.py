"""Asking a client, and going through what came back, item by item."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.attachments.tasks import read_later
from config.lib.errors import DomainError
from config.lib.forms import carried_out
from renewals.client_links import accepting, asking
from renewals.client_links.forms import AskForm, DecideForm
from renewals.client_links.models import ClientRequest, RequestItem, RequestUpload
from renewals.client_links.showing import side_by_side
from renewals.placements.pages import visible_placement
from renewals.underwriting.sheet import sheet_of
from teams.access.views import requires

DAYS_GIVEN = 14


@requires("renewals.write")
def client_ask(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Put questions of the sheet to a contact of the client."""
    placement = visible_placement(request, placement_id)
    waiting = RequestItem.objects.filter(request__in=placement.client_requests.waiting())
    asked = set(waiting.values_list("question", flat=True))
    start = {"due_on": timezone.localdate() + timedelta(days=DAYS_GIVEN)}
    form = AskForm(request.POST or None, sheet=sheet_of(placement), asked=asked, initial=start)
    made: list[Any] = []

    def act() -> None:
        said = dict(form.cleaned_data)
        said["question_ids"] = said.pop("questions")
        made.append(asking.ask_client(placement=placement, by=request.user, **said))

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, f"The link is on its way to {made[0].email}.")
        return redirect(made[0])
    context = {"placement": placement, "form": form}
    return render(request, "client_links/ask.html", context, status=422 if form.errors else 200)


def _request(request: HttpRequest, client_request_id: int) -> ClientRequest:
    rows = ClientRequest.objects.visible_to(request.user).select_related(
        "placement__client", "placement__line", "contact", "asked_by"
    )
    return get_object_or_404(rows, pk=client_request_id)


@requires("policies.view")
def client_request(request: HttpRequest, client_request_id: int) -> HttpResponse:
    """What the client says, beside what the sheet says."""
    return _shown(request, _request(request, client_request_id))


def _shown(request: HttpRequest, asked: ClientRequest, **more: Any) -> HttpResponse:
    context = {
        "asked": asked,
        "rows": side_by_side(asked),
        "links": asked.links.all(),
        "chasers": asked.chasers.select_related("rule"),
    }
    status = 422 if more else 200
    return render(request, "client_links/page.html", context | more, status=status)


@require_POST
@requires("renewals.write")
def client_request_link(request: HttpRequest, client_request_id: int) -> HttpResponse:
    """Send a fresh link."""
    asked = _request(request, client_request_id)
    asking.send_new_link(request=asked, by=request.user)  # type: ignore[arg-type]
    messages.success(request, f"A new link is on its way to {asked.email}.")
    return redirect(asked)


@require_POST
@requires("renewals.write")
def client_request_withdraw(request: HttpRequest, client_request_id: int) -> HttpResponse:
    """Take the request back."""
    asked = _request(request, client_request_id)
    asking.withdraw(request=asked, by=request.user)  # type: ignore[arg-type]
    messages.success(request, "Withdrawn; the link no longer works.")
    return redirect(asked)


@require_POST
@requires("renewals.write")
def client_request_accept(request: HttpRequest, client_request_id: int) -> HttpResponse:
    """Take over everything that is not yet decided."""
    asked = _request(request, client_request_id)
    done, problems, files = accepting.accept_all(request=asked, by=request.user)  # type: ignore[arg-type]
    for version in files:
        read_later(version)
    if done:
        messages.success(request, f"{done} answers taken over.")
    for sentence in problems:
        messages.error(request, sentence)
    return redirect(asked)


@require_POST
@requires("renewals.write")
def asked_item(request: HttpRequest, request_item_id: int) -> HttpResponse:
    """Take one answer over, or not."""
    items = RequestItem.objects.visible_to(request.user).select_related("request__placement")
    item = get_object_or_404(items, pk=request_item_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise DomainError("This form is not complete; reload the page and try again.")
    try:
        _decide(item, form.cleaned_data, request.user)
    except DomainError as error:
        asked = _request(request, item.request_id)
        return _shown(request, asked, refused=error.message, refused_item=item.pk)
    return redirect(f"{item.request.get_absolute_url()}#item-{item.pk}")


def _decide(item: RequestItem, said: dict[str, Any], by: Any) -> None:
    if said["do"] == "reject":
        accepting.reject_item(item=item, version=said["version"], by=by, why=said["why"])
        return
    made = accepting.accept_item(item=item, version=said["version"], by=by, to_file=said["to_file"])
    for version in made:
        read_later(version)


@requires("policies.view")
def client_upload(request: HttpRequest, request_upload_id: int) -> HttpResponse:
    """A file as the client sent it, never shown by the browser itself."""
    uploads = RequestUpload.objects.visible_to(request.user)
    upload = get_object_or_404(uploads, pk=request_upload_id)
    try:
        opened = upload.file.open("rb")
    except FileNotFoundError:
        raise Http404("The file is not in the storage.") from None
    response = FileResponse(
        opened, as_attachment=True, filename=upload.name, content_type=upload.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response

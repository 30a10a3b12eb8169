"""The papers of a meeting, within its page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.meetings.models import Meeting
from reports.documents.models import Document
from reports.documents.services import request_document
from reports.meetings.services import papers_of
from teams.access.views import requires


def _meeting(request: HttpRequest, meeting_id: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).select_related("kind", "client")
    return get_object_or_404(rows, pk=meeting_id)


@requires("documents.view")
def meeting_papers(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Pack, minutes and briefing made for the meeting, and the buttons that ask for them."""
    meeting = _meeting(request, meeting_id)
    documents = Document.objects.visible_to(request.user).filter(
        kind__in=["meeting_pack", "meeting_minutes", "sales_briefing"], subject=str(meeting.pk)
    )
    context = {
        "meeting": meeting, "documents": documents.with_standing(), "kinds": papers_of(meeting),
    }  # fmt: skip
    return render(request, "meetings/papers.html", context)


@require_POST
@requires("documents.make")
def meeting_paper_ask(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Ask for one of the meeting's papers."""
    meeting = _meeting(request, meeting_id)
    kind = request.POST.get("kind", "")
    wanted = kind if kind in papers_of(meeting) else next(iter(papers_of(meeting)))
    job = request_document(
        kind=wanted, by=request.user, subject=str(meeting.pk), client=meeting.client
    )
    messages.success(request, f"{job} is being made.")
    return redirect(job)

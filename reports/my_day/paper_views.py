"""Papers that wait for one on My day: minutes to write, documents a second person reads."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.meetings.models import Meeting
from reports.documents.models import Document
from reports.documents.registry import every
from reports.my_day.work import SHOWN
from teams.day.sections import day_part, day_section

MINUTES_BACK = timedelta(days=120)


@day_section("Papers", url_name="day-papers", rule="documents.make", order=35)
def day_papers(request: HttpRequest) -> HttpResponse:
    """Meetings one called that have no minutes, and colleagues' documents to be reviewed."""
    user, now = request.user, timezone.now()
    meetings = Meeting.objects.visible_to(user).without_minutes(now).filter(organizer=user)
    meetings = meetings.filter(ends_at__gt=now - MINUTES_BACK).order_by("starts_at", "pk")
    documents = Document.objects.visible_to(user).to_review(
        user, [kind.name for kind in every() if kind.second_person], timezone.localdate()
    )
    context = {
        "meetings": meetings.select_related("kind", "client")[:SHOWN],
        "documents": documents.select_related("client", "made_by")[:SHOWN],
    }
    count = meetings.count() + documents.count()
    return day_part(request, "home/papers.html", context, count)

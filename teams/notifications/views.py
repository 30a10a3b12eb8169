"""The notices page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from teams.access.views import requires
from teams.notifications import services
from teams.notifications.models import Notification

SHOWN = 200


@requires("home.view")
def notice_list(request: HttpRequest) -> HttpResponse:
    """One's latest notices, the unread ones first."""
    own = Notification.objects.visible_to(request.user)
    context = {
        "unread_notices": own.unread()[:SHOWN],
        "read_notices": own.exclude(read_at=None)[:SHOWN],
    }
    return render(request, "notices/list.html", context)


@require_POST
@requires("home.view")
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark the posted `notice`, or all of one's notices, as read."""
    notice = request.POST.get("notice", "")
    services.mark_read(by=request.user, notice_id=int(notice) if notice.isdecimal() else None)
    return redirect("notice-list")

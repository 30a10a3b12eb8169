"""The notices page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from config.lib.http import safe_next
from teams.access.views import requires
from teams.notifications import services
from teams.notifications.catalogue import LABELS
from teams.notifications.digests import save_wishes
from teams.notifications.forms import NoticeForm
from teams.notifications.models import Notification

SHOWN = 200


@requires("home.view")
def notice_list(request: HttpRequest) -> HttpResponse:
    """One's latest notices, the unread ones first."""
    own = Notification.objects.visible_to(request.user)
    kind = request.GET.get("kind", "")
    if kind:
        own = own.filter(kind=kind)
    context = {
        "kinds": LABELS,
        "kind": kind,
        "unread_notices": own.unread()[:SHOWN],
        "read_notices": own.exclude(read_at=None)[:SHOWN],
    }
    return render(request, "notices/list.html", context)


@requires("home.view")
def notice_settings(request: HttpRequest) -> HttpResponse:
    """Which notices reach one by e-mail, how often, and when not."""
    form = NoticeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        save_wishes(by=request.user, deliveries=form.deliveries(), quiet=form.quiet())
        messages.success(request, "Saved.")
        return redirect("notice-settings")
    status = 422 if form.is_bound else 200
    return render(request, "notices/settings.html", {"form": form}, status=status)


@require_POST
@requires("home.view")
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark the posted `notice`, or all of one's notices, as read."""
    notice = request.POST.get("notice", "")
    services.mark_read(by=request.user, notice_id=int(notice) if notice.isdecimal() else None)
    return redirect(safe_next(request, reverse("notice-list")))

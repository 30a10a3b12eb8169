"""What the shell around every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from teams.notifications.models import Notification
from teams.people.models import User
from teams.people.navigation import navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    """Agency name for everybody; navigation and unread notices for the signed-in."""
    context: dict[str, Any] = {"agency": settings.AGENCY}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["themes"] = User._meta.get_field("theme").choices
        context["navigation"] = navigation(user, request.path)
        context["unread"] = SimpleLazyObject(
            lambda: Notification.objects.filter(user=user, read_at=None).count()
        )
    return context

"""Who, in which request: the context that the history triggers write down."""

import uuid
from collections.abc import Callable
from typing import Any

import pghistory
import structlog
from django.http import HttpRequest, HttpResponse


class HistoryMiddleware:
    """Gives each request an id and hands it, the user and the reason to the history."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(request=request.id)  # type: ignore[attr-defined]
        try:
            if request.method in ("GET", "HEAD", "OPTIONS"):
                response = self.get_response(request)
            else:
                with pghistory.context(**self.context(request)):
                    response = self.get_response(request)
        finally:
            structlog.contextvars.clear_contextvars()
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response

    def context(self, request: HttpRequest) -> dict[str, Any]:
        user = request.user if request.user.is_authenticated else None
        return {
            "user": user.pk if user else None,
            "who": user.name if user else "",
            "request": request.id,  # type: ignore[attr-defined]
            "url": request.path,
            "reason": request.POST.get("reason", "")[:500],
        }

"""The API: `/api/v1/`, described at `/api/v1/openapi.json`."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from accounts.clients.api import router as clients
from accounts.follow_ups.api import router as follow_ups
from accounts.orders.api import router as orders
from accounts.policies.api import router as policies
from accounts.receivables.api import router as receivables
from config.lib.errors import DomainError
from renewals.expirations.api import router as expirations
from teams.access.views import public, requires

api = NinjaAPI(
    title="Steward",
    version="1",
    description="Read the book of business with the rights of the person who signs in.",
    docs_url=None,
)
for router in (clients, policies, receivables, orders, expirations, follow_ups):
    api.add_router("", router)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A refusal, as problem details (RFC 9457)."""
    body = {"title": "Not done", "status": 422, "detail": error.message, "field": error.field}
    return api.create_response(request, body, status=422)


def urls() -> list:
    """The routes. Each operation checks sign-in and rule itself (teams.access.api.Holds)."""
    patterns, _, _ = api.urls
    for pattern in patterns:
        if pattern.name == "openapi-json":
            guard = requires("home.view")
        else:
            guard = public("each operation of the API holds its own rule")
        pattern.callback = guard(pattern.callback)
    return patterns

"""For load balancers: whether the process lives, and whether it can serve."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse

from teams.access.views import public


@public("a load balancer asks it; it tells nothing but that the process answers")
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches neither database nor Redis."""
    return HttpResponse("alive\n", content_type="text/plain")


@public("a load balancer asks it; it tells nothing but whether pages can be served")
def readyz(request: HttpRequest) -> HttpResponse:
    """Pages can be served: the database answers. Redis may be down, pages do not need it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connection.close()
        return HttpResponse("the database does not answer\n", "text/plain", 503)
    return HttpResponse("ready\n", content_type="text/plain")

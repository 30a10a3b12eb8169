"""Bare Django views to measure against: one query, a minimal template, the same number of rows.

They are reached through Django's own middleware only, and only inside the benchmark.
"""

from collections.abc import Callable
from functools import cache

from django.db import connection, models
from django.http import Http404, HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path, set_urlconf
from django.utils import timezone

from accounts.models import Client, Invoice, PolicyTerm, PolicyTransaction, ServiceOrder
from config.lib.dates import month_start
from reports.dashboards.page import LEAD, SETS, period_of
from reports.dashboards.registry import TILES
from teams.access.views import public

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "reports.bench.bare.own_urls",
]

LISTS: dict[str, tuple[Callable[[], models.QuerySet], tuple[str, ...]]] = {
    "clients": (
        lambda: Client.objects.select_related("tier", "team").order_by("name", "pk"),
        ("name", "dba", "code", "tier", "team", "city"),
    ),
    "policies": (
        lambda: PolicyTerm.objects.select_related(
            "client", "policy__line", "policy__writing_company"
        ).order_by("-effective_on", "pk"),
        ("number", "client", "policy.line", "policy.writing_company", "effective_on",
         "expires_on", "annual_premium"),
    ),
    "invoices": (
        lambda: Invoice.objects.select_related("client").order_by("due_on", "pk"),
        ("number", "client", "invoice_on", "due_on", "total"),
    ),
    "orders": (
        lambda: ServiceOrder.objects.select_related(
            "client", "type", "requested_by", "assigned_to"
        ).order_by("due_at", "pk"),
        ("type", "client", "state", "due_at", "requested_by", "assigned_to"),
    ),
    "transactions": (
        lambda: PolicyTransaction.objects.select_related(
            "term__client", "term__policy__line", "executive"
        ).order_by("-month", "pk"),
        ("term.number", "term.client", "term.policy.line", "kind", "premium", "commission"),
    ),
}  # fmt: skip


@cache
def _template(name: str) -> Template:
    cells = "".join(f"<td>{{{{ row.{column} }}}}</td>" for column in LISTS[name][1])
    return Template(
        "<!doctype html><html><body><p>{{ user.name }}</p><table>"
        f"{{% for row in rows %}}<tr>{cells}</tr>{{% endfor %}}</table></body></html>"
    )


@public("measured against, reached by nobody")
def bare(request: HttpRequest, name: str, rows: int) -> HttpResponse:
    """The first `rows` rows of a list, for somebody who is signed in."""
    if not request.user.is_authenticated:
        raise Http404
    found = LISTS[name][0]()[:rows]
    return HttpResponse(_template(name).render(Context({"rows": found, "user": request.user})))


_kept: list[list[str]] = []
_ANSWERS = (
    "<!doctype html><html><body>{% for rows in answers %}<table>{% for row in rows %}<tr>"
    "{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>{% endfor %}"
    "</body></html>"
)


def keep(questions: list[str]) -> int:
    """Keep SQL to be asked again by `answers`, under the number that comes back."""
    _kept.append(questions)
    return len(_kept) - 1


@public("measured against, reached by nobody")
def answers(request: HttpRequest, number: int) -> HttpResponse:
    """What the database answers to the questions kept under a number, as tables."""
    found = []
    with connection.cursor() as cursor:
        for question in _kept[number]:
            cursor.execute(question)
            found.append(cursor.fetchall())
    return HttpResponse(_answers().render(Context({"answers": found})))


@cache
def _answers() -> Template:
    return Template(_ANSWERS)


@public("measured against, reached by nobody")
def tiles(request: HttpRequest) -> HttpResponse:
    """What the tiles of one's dashboard answer for this month, as a table."""
    if not request.user.is_authenticated:
        raise Http404
    set_urlconf(None)  # Tiles name the addresses of their rows.
    today = timezone.localdate()
    period = period_of(month_start(today), "before", today)
    names = SETS.get(request.user.role, LEAD)
    asked = [TILES[name].ask(request.user, period) for name in names]
    found = [(figure.value, figure.before, figure.target, *figure.course) for figure in asked]
    return HttpResponse(_answers().render(Context({"answers": [found]})))


def own_urls(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: resolve within this module."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


urlpatterns = [
    path("answers/<int:number>/", answers),
    path("tiles/", tiles),
    path("<str:name>/<int:rows>/", bare),
]

"""The addresses of the app, from its subjects."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.clients.urls")),
    path("", include("accounts.service_team.urls")),
    path("", include("accounts.activities.urls")),
    path("", include("accounts.policies.urls")),
    path("", include("accounts.receivables.urls")),
    path("", include("accounts.orders.urls")),
    path("", include("accounts.imports.urls")),
    path("", include("accounts.search.urls")),
]

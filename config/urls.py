"""The addresses of the site; each subject keeps its own."""

from django.urls import include, path

from config.api import urls as api_urls

urlpatterns = [
    path("", include("teams.urls")),
    path("", include("accounts.urls")),
    path("", include("renewals.urls")),
    path("", include("reports.urls")),
    path("api/v1/", include((api_urls(), "api-1"))),
]

handler403 = "teams.people.views.refused"
handler404 = "teams.people.views.missing"
handler500 = "teams.people.views.failed"

"""The addresses of the app, from its subjects."""

from django.urls import include, path

urlpatterns = [
    path("", include("reports.my_day.urls")),
    path("", include("reports.jobs.urls")),
    path("", include("reports.activity.urls")),
    path("", include("reports.dashboards.urls")),
    path("", include("reports.schedules.urls")),
    path("", include("reports.documents.urls")),
    path("", include("reports.production.urls")),
    path("", include("reports.budgets.urls")),
    path("", include("reports.health.urls")),
    path("", include("reports.meetings.urls")),
]

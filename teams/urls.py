"""The addresses of the app, from its subjects."""

from django.urls import include, path

urlpatterns = [
    path("", include("teams.people.urls")),
    path("", include("teams.notifications.urls")),
    path("", include("teams.house.urls")),
    path("", include("teams.development.urls")),
    path("", include("teams.saved_filters.urls")),
]

"""The addresses of the app, from its subjects."""

from django.urls import include, path

urlpatterns = [
    path("", include("renewals.expirations.urls")),
]

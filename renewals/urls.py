"""The addresses of the app, from its subjects."""

from django.urls import include, path

urlpatterns = [
    path("", include("renewals.expirations.urls")),
    path("", include("renewals.dispositions.urls")),
    path("", include("renewals.clocks.urls")),
    path("", include("renewals.placements.urls")),
    path("", include("renewals.underwriting.urls")),
    path("", include("renewals.specifications.urls")),
    path("", include("renewals.client_links.urls")),
    path("", include("renewals.opportunities.urls")),
    path("", include("renewals.policy_checks.urls")),
    path("", include("renewals.gaps.urls")),
    path("", include("renewals.marketing.urls")),
    path("", include("renewals.quotes.urls")),
    path("", include("renewals.surplus.urls")),
    path("", include("renewals.underlying.urls")),
    path("", include("renewals.proposals.urls")),
    path("", include("renewals.binding.urls")),
    path("", include("renewals.lessons.urls")),
]

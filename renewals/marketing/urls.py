from django.urls import path

from renewals.marketing import rule_views, views

urlpatterns = [
    path(
        "placements/<int:placement_id>/markets/", views.placement_markets, name="placement-markets"
    ),
    path("placements/<int:placement_id>/markets/add/", views.market_add, name="market-add"),
    path("submissions/<int:submission_id>/", views.submission_page, name="submission-page"),
    path("submissions/<int:submission_id>/send/", views.submission_send, name="submission-send"),
    path("submissions/<int:submission_id>/step/", views.submission_step, name="submission-step"),
    *rule_views.MARKET_RULES.urls(),
    *rule_views.DECLINE_REASONS.urls(),
]

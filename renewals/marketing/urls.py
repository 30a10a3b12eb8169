from django.urls import path

from renewals.marketing import rule_views, views

urlpatterns = [
    path(
        "placements/<int:placement_id>/markets/", views.placement_markets, name="placement-markets"
    ),
    path("placements/<int:placement_id>/markets/add/", views.market_add, name="market-add"),
    path(
        "placements/<int:placement_id>/compare/", views.placement_compare, name="placement-compare"
    ),
    path("submissions/<int:submission_id>/", views.submission_page, name="submission-page"),
    path("submissions/<int:submission_id>/send/", views.submission_send, name="submission-send"),
    path("submissions/<int:submission_id>/step/", views.submission_step, name="submission-step"),
    path("submissions/<int:submission_id>/quotes/new/", views.quote_new, name="quote-new"),
    path("quotes/<int:quote_id>/", views.quote_page, name="quote-page"),
    path("quotes/<int:quote_id>/edit/", views.quote_edit, name="quote-edit"),
    path("quotes/<int:quote_id>/withdraw/", views.quote_withdraw, name="quote-withdraw"),
    path("quotes/<int:quote_id>/clear/", views.quote_clear, name="quote-clear"),
    path("quotes/<int:quote_id>/owe/", views.quote_owe, name="quote-owe"),
    path("quotes/<int:quote_id>/extend/", views.quote_extend, name="quote-extend"),
    *rule_views.MARKET_RULES.urls(),
    *rule_views.DECLINE_REASONS.urls(),
]

from django.urls import path

from renewals.proposals import rule_views, views

VERSION = "proposal-versions/<int:proposal_version_id>/"
OPTION = "proposal-options/<int:proposal_option_id>/"
urlpatterns = [
    path(
        "placements/<int:placement_id>/proposals/",
        views.placement_proposals,
        name="placement-proposals",
    ),
    path("placements/<int:placement_id>/proposals/new/", views.proposal_new, name="proposal-new"),
    path("proposals/<int:proposal_id>/", views.proposal_page, name="proposal-page"),
    path("proposals/<int:proposal_id>/edit/", views.proposal_edit, name="proposal-edit"),
    path("proposals/<int:proposal_id>/quote/", views.proposal_quote, name="proposal-quote"),
    path("proposals/<int:proposal_id>/offer/", views.proposal_offer, name="proposal-offer"),
    path("proposals/<int:proposal_id>/freeze/", views.proposal_freeze, name="proposal-freeze"),
    path(VERSION, views.version_page, name="proposal-version"),
    path(f"{VERSION}review/", views.version_review, name="version-review"),
    path(f"{VERSION}present/", views.version_present, name="version-present"),
    path(f"{VERSION}print/", views.version_print, name="version-print"),
    path(OPTION, views.option_edit, name="option-edit"),
    path(f"{OPTION}remove/", views.option_remove, name="option-remove"),
    path(f"{OPTION}decide/", views.option_decide, name="option-decide"),
    *rule_views.REOFFER_RULES.urls(),
]

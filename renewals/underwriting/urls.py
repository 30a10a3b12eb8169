from django.urls import path

from renewals.underwriting import rule_views, views

urlpatterns = [
    path("placements/<int:placement_id>/information/", views.information, name="information"),
    path(
        "placements/<int:placement_id>/information/loss-runs/",
        views.loss_runs_ask,
        name="loss-runs-ask",
    ),
    *rule_views.QUESTIONS.urls(),
]

from django.urls import path

from renewals.opportunities import views

ONE = "opportunities/<int:opportunity_id>/"

urlpatterns = [
    path("opportunities/", views.opportunity_list, name="opportunity-list"),
    path("opportunities/hit-ratio/", views.hit_ratio, name="hit-ratio"),
    path("opportunities/stages/", views.sales_stages, name="sales-stages"),
    path(
        "opportunities/stages/<int:sales_stage_id>/",
        views.sales_stage_edit,
        name="sales-stage-edit",
    ),
    path("opportunities/sources/add/", views.source_add, name="opportunity-source-add"),
    path(
        "opportunities/sources/<int:opportunity_source_id>/",
        views.source_edit,
        name="opportunity-source-edit",
    ),
    path(ONE, views.opportunity_page, name="opportunity-page"),
    path(f"{ONE}move/", views.opportunity_move, name="opportunity-move"),
    path(f"{ONE}step/", views.opportunity_step, name="opportunity-step"),
    path(f"{ONE}edit/", views.opportunity_edit, name="opportunity-edit"),
    path(
        "clients/<int:client_id>/opportunities/new/",
        views.opportunity_new,
        name="opportunity-new",
    ),
]

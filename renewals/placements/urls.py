from django.urls import path

from renewals.placements import order_views, views
from teams.house.rulebook import house_rule

house_rule(
    "Renewals", "Placement templates", "placement-templates", "policies.view",
    "The steps of a renewal by tier and size, and how long before expiration they begin.",
)  # fmt: skip

urlpatterns = [
    path("renewals/", views.placement_list, name="placement-list"),
    path("renewals/open/", views.openable_list, name="placement-open"),
    path("renewals/openings/<int:opening_id>/", views.opening_page, name="opening-page"),
    path("renewals/templates/", views.templates, name="placement-templates"),
    path("renewals/templates/add/", views.template_add, name="placement-template-add"),
    path(
        "renewals/templates/<int:placement_template_id>/",
        views.template_edit,
        name="placement-template-edit",
    ),
    path(
        "renewals/templates/<int:placement_template_id>/steps/add/",
        views.template_step_add,
        name="template-step-add",
    ),
    path(
        "renewals/template-steps/<int:template_step_id>/",
        views.template_step_edit,
        name="template-step-edit",
    ),
    path("clients/<int:client_id>/placements/new/", views.placement_new, name="placement-new"),
    path("placements/<int:placement_id>/", views.placement_page, name="placement-page"),
    path(
        "placements/<int:placement_id>/orders/",
        order_views.placement_orders,
        name="placement-orders",
    ),
    path("placements/<int:placement_id>/move/", views.placement_move, name="placement-move"),
    path("placement-steps/<int:placement_step_id>/", views.step_do, name="placement-step"),
]

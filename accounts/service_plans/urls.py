from django.urls import path

from accounts.service_plans import pages, views
from teams.house.rulebook import house_rule

house_rule(
    "Service", "Tiers and what they promise", "template-list", "service.view",
    "Which clients belong to a tier, and what they are promised by which day.",
)  # fmt: skip

urlpatterns = [
    path("service/", views.service_list, name="service-list"),
    path("service/calendar/", pages.service_calendar, name="service-calendar"),
    path("service/on-time/", pages.service_score, name="service-score"),
    path("service/accounts/", pages.service_accounts, name="service-accounts"),
    path("service/templates/", pages.template_list, name="template-list"),
    path("service/templates/new/", pages.template_new, name="template-new"),
    path("service/templates/<int:template_id>/", pages.template_edit, name="template-edit"),
    path("service/tiers/<int:tier_id>/", pages.tier_edit, name="tier-edit"),
    path("clients/<int:client_id>/plan/", views.client_plan, name="client-plan"),
    path("clients/<int:client_id>/plan/renew/", views.client_replan, name="client-replan"),
    path("clients/<int:client_id>/plan/called/", views.client_called, name="client-called"),
    path("commitments/<int:commitment_id>/", views.commitment_page, name="commitment-page"),
    path("commitments/<int:commitment_id>/meet/", views.commitment_meet, name="commitment-meet"),
    path("commitments/<int:commitment_id>/waive/", views.commitment_waive, name="commitment-waive"),
    path("commitments/<int:commitment_id>/wait/", views.commitment_wait, name="commitment-wait"),
    path(
        "commitments/<int:commitment_id>/hand-over/", views.commitment_hand_over,
        name="commitment-hand-over",
    ),
]  # fmt: skip

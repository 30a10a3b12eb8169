from django.urls import path

from renewals.gaps import views

urlpatterns = [
    path("gaps/", views.gap_list, name="gap-list"),
    path("gaps/rules/", views.gap_rules, name="gap-rules"),
    path("gaps/rules/add/", views.gap_rule_add, name="gap-rule-add"),
    path("gaps/rules/<int:gap_rule_id>/", views.gap_rule_edit, name="gap-rule-edit"),
    path("clients/<int:client_id>/gaps/", views.client_gaps, name="client-gaps"),
    path("clients/<int:client_id>/facts/", views.gap_answer, name="gap-answer"),
    path(
        "clients/<int:client_id>/gaps/<int:gap_rule_id>/",
        views.gap_decide,
        name="gap-decide",
    ),
]

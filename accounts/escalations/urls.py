"""The addresses of escalations and requests for help."""

from django.urls import path

from accounts.escalations import rule_views, views

ONE = "escalations/<int:escalation_id>/"

urlpatterns = [
    *rule_views.ESCALATION_RULES.urls(),
    path("escalations/", views.escalation_list, name="escalation-list"),
    path(ONE, views.escalation_page, name="escalation-page"),
    path(f"{ONE}acknowledge/", views.escalation_acknowledge, name="escalation-acknowledge"),
    path(f"{ONE}resolve/", views.escalation_resolve, name="escalation-resolve"),
    path(f"{ONE}comment/", views.escalation_comment, name="escalation-comment"),
    path("clients/<int:client_id>/escalate/", views.escalation_new, name="escalation-new"),
    path("day/escalations/", views.day_escalations, name="day-escalations"),
    path("help/", views.help_list, name="help-list"),
    path("help/new/", views.help_new, name="help-new"),
    path("help/<int:help_id>/", views.help_page, name="help-request"),
    path("help/<int:help_id>/answer/", views.help_answer, name="help-answer"),
]

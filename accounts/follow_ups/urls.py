"""The addresses of follow-ups."""

from django.urls import path

from accounts.follow_ups import rule_views, views

ONE = "follow-ups/<int:follow_up_id>/"

urlpatterns = [
    *rule_views.KINDS.urls(),
    *rule_views.OUTCOMES.urls(),
    path("follow-ups/", views.follow_up_list, name="follow-up-list"),
    path("follow-ups/many/", views.follow_up_many, name="follow-up-many"),
    path("follow-ups/undo/<uuid:press>/", views.follow_up_undo, name="follow-up-undo"),
    path(ONE, views.follow_up_page, name="follow-up-page"),
    path(f"{ONE}done/", views.follow_up_done, name="follow-up-done"),
    path(f"{ONE}snooze/", views.follow_up_snooze, name="follow-up-snooze"),
    path(f"{ONE}reassign/", views.follow_up_reassign, name="follow-up-reassign"),
    path(f"{ONE}comment/", views.follow_up_comment, name="follow-up-comment"),
    path("clients/<int:client_id>/follow-ups/new/", views.follow_up_new, name="follow-up-new"),
    path("invoices/<int:invoice_id>/follow-up/", views.invoice_follow_up, name="invoice-follow-up"),
    path("timeline/<int:entry_id>/follow-up/", views.entry_follow_up, name="entry-follow-up"),
]

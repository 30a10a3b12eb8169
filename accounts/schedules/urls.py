from django.urls import path

from accounts.schedules import rule_views, views

CLIENT = "clients/<int:client_id>/schedules/"
urlpatterns = [
    *rule_views.EXPOSURE_BASES.urls(),
    path(CLIENT, views.client_schedules, name="client-schedules"),
    path(f"{CLIENT}<slug:slug>/", views.client_schedule, name="client-schedule"),
    path(
        f"{CLIENT}<slug:slug>/workbook/", views.client_schedule_workbook,
        name="client-schedule-workbook",
    ),
    path(
        f"{CLIENT}<slug:slug>/upload/", views.client_schedule_upload,
        name="client-schedule-upload",
    ),
    path(f"{CLIENT}<slug:slug>/edit/", views.client_schedule_edit, name="client-schedule-edit"),
]  # fmt: skip

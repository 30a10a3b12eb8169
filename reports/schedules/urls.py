from django.urls import path

from reports.schedules import views

urlpatterns = [
    path("reports/schedules/", views.schedule_list, name="schedule-list"),
    path("reports/schedules/new/<slug:report>/", views.schedule_new, name="schedule-new"),
    path("reports/schedules/<int:schedule_id>/", views.schedule_page, name="schedule-page"),
    path("reports/schedules/<int:schedule_id>/edit/", views.schedule_edit, name="schedule-edit"),
    path("reports/schedules/<int:schedule_id>/leave/", views.schedule_leave, name="schedule-leave"),
    path("reports/schedules/<int:schedule_id>/rest/", views.schedule_rest, name="schedule-rest"),
    path("reports/schedules/<int:schedule_id>/send/", views.schedule_send, name="schedule-send"),
]

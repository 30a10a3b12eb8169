from django.urls import path

from accounts.meetings import views
from teams.house.rulebook import house_rule

house_rule(
    "Service", "Kinds of meetings", "meeting-kinds", "meetings.view",
    "How long each lasts, who is asked, and the agenda it starts from.",
)  # fmt: skip

urlpatterns = [
    path("clients/<int:client_id>/meetings/", views.client_meetings, name="client-meetings"),
    path("meetings/", views.meeting_list, name="meeting-list"),
    path("meetings/new/", views.meeting_new, name="meeting-new"),
    path("meetings/kinds/", views.kind_list, name="meeting-kinds"),
    path("meetings/kinds/new/", views.kind_edit, name="meeting-kind-new"),
    path("meetings/kinds/<int:meeting_kind_id>/", views.kind_edit, name="meeting-kind"),
    path("meetings/calendar/", views.calendar_address, name="calendar-address"),
    path("meetings/<int:meeting_id>/", views.meeting_page, name="meeting-page"),
    path("meetings/<int:meeting_id>/change/", views.meeting_change, name="meeting-change"),
    path("meetings/<int:meeting_id>/agenda/", views.meeting_agenda, name="meeting-agenda"),
    path("meetings/<int:meeting_id>/cancel/", views.meeting_cancel, name="meeting-cancel"),
    path("meetings/<int:meeting_id>/minutes/", views.meeting_minutes, name="meeting-minutes"),
    path("meetings/<int:meeting_id>/decide/", views.meeting_decide, name="meeting-decide"),
    path("meetings/<int:meeting_id>/action/", views.meeting_action, name="meeting-action"),
    path("meetings/<int:meeting_id>/invitation.ics", views.meeting_ics, name="meeting-ics"),
    path("calendar/<slug:secret>.ics", views.calendar_feed, name="calendar-feed"),
]

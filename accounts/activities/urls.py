from django.urls import path

from accounts.activities import views

urlpatterns = [
    path("day/mentions/", views.day_mentions, name="day-mentions"),
    path("clients/<int:client_id>/timeline/", views.client_timeline, name="client-timeline"),
    path("clients/<int:client_id>/timeline/new/", views.entry_new, name="entry-new"),
    path("clients/<int:client_id>/mentionable/", views.mentionable, name="mentionable"),
    path("timeline/<int:entry_id>/answer/", views.entry_answer, name="entry-answer"),
    path("timeline/<int:entry_id>/pin/", views.entry_pin, name="entry-pin"),
]

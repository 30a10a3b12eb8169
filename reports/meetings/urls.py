from django.urls import path

from reports.meetings import views

urlpatterns = [
    path("meetings/<int:meeting_id>/papers/", views.meeting_papers, name="meeting-papers"),
    path("meetings/<int:meeting_id>/papers/ask/", views.meeting_paper_ask, name="meeting-paper"),
]

from django.urls import path

from accounts.service_team import views

urlpatterns = [
    path("clients/<int:client_id>/team/", views.client_team, name="client-team"),
    path("clients/<int:client_id>/team/change/", views.client_reassign, name="client-reassign"),
    path("clients/reassign/", views.reassign_many, name="reassign-many"),
    path(
        "clients/without-executive/", views.without_executive, name="clients-without-executive"
    ),
    path("absences/", views.absence_list, name="absence-list"),
    path("absences/<int:absence_id>/end/", views.absence_end, name="absence-end"),
]  # fmt: skip

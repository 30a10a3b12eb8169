from django.urls import path

from accounts.procedures import views

urlpatterns = [
    path("clients/<int:client_id>/procedures/", views.procedures_for, name="procedures-for"),
    path("procedures/", views.procedure_list, name="procedure-list"),
    path("procedures/new/", views.procedure_new, name="procedure-new"),
    path("procedures/<int:procedure_id>/", views.procedure_page, name="procedure-page"),
    path("procedures/<int:procedure_id>/edit/", views.procedure_edit, name="procedure-edit"),
    path("procedures/<int:procedure_id>/read/", views.procedure_read, name="procedure-read"),
]

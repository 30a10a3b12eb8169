from django.urls import path

from accounts.clients import views

urlpatterns = [
    path("clients/", views.client_list, name="client-list"),
    path("clients/<int:client_id>/", views.client_page, name="client-page"),
    path("clients/<int:client_id>/as-of/", views.client_as_of, name="client-as-of"),
    path("clients/<int:client_id>/history/", views.client_history, name="client-history"),
]

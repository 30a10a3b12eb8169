from django.urls import path

from renewals.expirations import views

urlpatterns = [
    path("expirations/", views.expiration_list, name="expiration-list"),
    path("clients/<int:client_id>/renewals/", views.client_renewals, name="client-renewals"),
]

from django.urls import path

from renewals.expirations import views

urlpatterns = [
    path("expirations/", views.expiration_list, name="expiration-list"),
    path("expirations/print/", views.expiration_print, name="expiration-print"),
    path("expirations/continuous/", views.continuous_list, name="continuous-list"),
    path("clients/<int:client_id>/renewals/", views.client_renewals, name="client-renewals"),
]

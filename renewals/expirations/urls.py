from django.urls import path

from renewals.expirations import rule_views, views

urlpatterns = [
    *rule_views.ALERTS.urls(),
    path("expirations/", views.expiration_list, name="expiration-list"),
    path("expirations/print/", views.expiration_print, name="expiration-print"),
    path("expirations/continuous/", views.continuous_list, name="continuous-list"),
    path("clients/<int:client_id>/renewals/", views.client_renewals, name="client-renewals"),
]

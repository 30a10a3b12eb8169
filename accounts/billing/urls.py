from django.urls import path

from accounts.billing import views

urlpatterns = [
    path("billing/rates/", views.rate_tables, name="rate-tables"),
    path("billing/rates/<slug:table>/add/", views.rate_add, name="rate-add"),
    path("billing/rates/<slug:table>/<int:rate_id>/", views.rate_edit, name="rate-edit"),
]

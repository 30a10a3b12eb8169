from django.urls import path

from renewals.binding import views

urlpatterns = [
    path(
        "placements/<int:placement_id>/binding/", views.placement_binding, name="placement-binding"
    ),
    path("quotes/<int:quote_id>/bind/", views.quote_bind, name="quote-bind"),
    path("binders/", views.binder_list, name="binder-list"),
]

"""The addresses of carriers and lines."""

from django.urls import path

from accounts.carriers import views

urlpatterns = [
    path("carriers/", views.carrier_list, name="carrier-list"),
    path("carriers/new/", views.carrier_new, name="carrier-new"),
    path("carriers/<int:carrier_id>/", views.carrier_page, name="carrier-page"),
    path("carriers/<int:carrier_id>/edit/", views.carrier_edit, name="carrier-edit"),
    path("carriers/<int:carrier_id>/aliases/", views.carrier_alias, name="carrier-alias"),
    path(
        "carriers/<int:carrier_id>/<slug:part>/add/",
        views.carrier_part_add,
        name="carrier-part-add",
    ),
    path(
        "carriers/<int:carrier_id>/<slug:part>/<int:row_id>/",
        views.carrier_part_edit,
        name="carrier-part-edit",
    ),
    path("lines/", views.line_list, name="line-list"),
    path("lines/aliases/", views.line_alias, name="line-alias"),
]

from django.urls import path

from renewals.specifications import views

urlpatterns = [
    path(
        "placements/<int:placement_id>/specifications/", views.specifications, name="specifications"
    ),
    path(
        "specifications/<int:specification_id>/",
        views.specification_page,
        name="specification-page",
    ),
]

from django.urls import path

from renewals.lessons import views

urlpatterns = [
    path(
        "placements/<int:placement_id>/lessons/", views.placement_lessons, name="placement-lessons"
    ),
    path(
        "carriers/<int:carrier_id>/experience/",
        views.carrier_experience,
        name="carrier-experience",
    ),
]

from django.urls import path

from renewals.lessons import views

urlpatterns = [
    path(
        "placements/<int:placement_id>/lessons/", views.placement_lessons, name="placement-lessons"
    ),
]

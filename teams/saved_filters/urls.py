from django.urls import path

from teams.saved_filters import views

urlpatterns = [
    path("filters/keep/", views.filter_keep, name="filter-keep"),
    path("filters/<int:saved_id>/forget/", views.filter_forget, name="filter-forget"),
]

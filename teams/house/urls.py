from django.urls import path

from teams.house import views

urlpatterns = [
    path("settings/", views.house_settings, name="house-settings"),
    path("house-rules/", views.house_rules, name="house-rules"),
]

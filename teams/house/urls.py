from django.urls import path

from teams.house import views

urlpatterns = [path("settings/", views.house_settings, name="house-settings")]

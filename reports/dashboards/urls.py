from django.urls import path

from reports.dashboards import views

urlpatterns = [path("dashboard/", views.dashboard_page, name="dashboard")]

from django.urls import path

from reports.activity import views

urlpatterns = [
    path("reports/activity/", views.activity_page, name="activity"),
    path("reports/activity/print/", views.activity_print, name="activity-print"),
]

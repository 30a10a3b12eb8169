from django.urls import path

from accounts.activities import views

urlpatterns = [
    path("clients/<int:client_id>/timeline/", views.client_timeline, name="client-timeline"),
]

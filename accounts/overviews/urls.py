from django.urls import path

from accounts.overviews import views

urlpatterns = [
    path("clients/<int:client_id>/overview/", views.overview_start, name="overview-start"),
    path("overviews/<int:overview_id>/", views.overview_page, name="overview-page"),
    path("overviews/<int:overview_id>/edit/", views.overview_edit, name="overview-edit"),
    path("overviews/<int:overview_id>/sign/", views.overview_sign, name="overview-sign"),
]

from django.urls import path

from reports.production import views

urlpatterns = [
    path("reports/production/", views.production_page, name="production"),
    path("reports/production/cuts/", views.production_cuts, name="production-cuts"),
    path("reports/production/rows/", views.production_rows, name="production-rows"),
    path("reports/production/renewals/", views.production_renewals, name="production-renewals"),
    path("reports/production/book/", views.production_book, name="production-book"),
    path("reports/production/print/", views.production_print, name="production-print"),
    path("reports/production/close/", views.production_close, name="production-close"),
]

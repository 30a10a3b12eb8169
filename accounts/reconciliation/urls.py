from django.urls import path

from accounts.reconciliation import views

urlpatterns = [
    path("reconciliation/", views.reconciliation, name="reconciliation"),
    path("reconciliation/run/", views.reconciliation_run, name="reconciliation-run"),
    path("reconciliation/line/", views.books_tie, name="books-tie"),
]

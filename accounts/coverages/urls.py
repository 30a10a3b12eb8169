"""The addresses of coverages."""

from django.urls import path

from accounts.coverages import views

urlpatterns = [
    path("policies/<int:term_id>/coverages/", views.term_coverages, name="term-coverages"),
    path("policies/<int:term_id>/coverages/add/", views.coverage_add, name="coverage-add"),
    path("policies/<int:term_id>/interests/add/", views.interest_add, name="interest-add"),
    path("coverages/<int:coverage_id>/", views.coverage_edit, name="coverage-edit"),
    path("coverages/<int:coverage_id>/remove/", views.coverage_remove, name="coverage-remove"),
    path("interests/<int:interest_id>/", views.interest_edit, name="interest-edit"),
]

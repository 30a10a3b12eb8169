from django.urls import path

from reports.budgets import views

urlpatterns = [
    path("reports/budgets/", views.budget_list, name="budget-list"),
    path("reports/budgets/new/", views.budget_new, name="budget-new"),
    path("reports/budgets/import/", views.budget_import, name="budget-import"),
    path("reports/budgets/template/", views.budget_template, name="budget-template"),
    path("reports/budgets/<int:budget_id>/", views.budget_page, name="budget-page"),
]

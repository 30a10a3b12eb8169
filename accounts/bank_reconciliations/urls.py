from django.urls import path

from accounts.bank_reconciliations import views

urlpatterns = [
    path("trust/reconciliations/", views.reconciliation_list, name="bank-reconciliations"),
    path("trust/reconciliations/new/", views.reconciliation_new, name="bank-reconciliation-new"),
    path(
        "trust/reconciliations/<int:bank_reconciliation_id>/",
        views.reconciliation_page,
        name="bank-reconciliation",
    ),
]

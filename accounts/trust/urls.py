from django.urls import path

from accounts.trust import views

urlpatterns = [
    path("trust/", views.trust, name="trust"),
    path("trust/policies/", views.trust_policies, name="trust-policies"),
    path("trust/sweep/", views.trust_sweep, name="trust-sweep"),
    path("trust/own-funds/", views.trust_own_funds, name="trust-own-funds"),
    path("trust/banks/", views.bank_accounts, name="bank-accounts"),
    path("trust/banks/new/<str:account_kind>/", views.bank_account_new, name="bank-account-new"),
    path("trust/banks/<int:account_id>/edit/", views.bank_account_edit, name="bank-account-edit"),
]

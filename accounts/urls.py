"""The addresses of the app, from its subjects."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.clients.urls")),
    path("", include("accounts.service_team.urls")),
    path("", include("accounts.activities.urls")),
    path("", include("accounts.attachments.urls")),
    path("", include("accounts.carriers.urls")),
    path("", include("accounts.certificates.urls")),
    path("", include("accounts.coverages.urls")),
    path("", include("accounts.policies.urls")),
    path("", include("accounts.schedules.urls")),
    path("", include("accounts.billing.urls")),
    path("", include("accounts.commissions.urls")),
    path("", include("accounts.receivables.urls")),
    path("", include("accounts.receipts.urls")),
    path("", include("accounts.write_offs.urls")),
    path("", include("accounts.ledger.urls")),
    path("", include("accounts.payables.urls")),
    path("", include("accounts.trust.urls")),
    path("", include("accounts.reconciliation.urls")),
    path("", include("accounts.collections.urls")),
    path("", include("accounts.deposits.urls")),
    path("", include("accounts.bank_files.urls")),
    path("", include("accounts.orders.urls")),
    path("", include("accounts.service_plans.urls")),
    path("", include("accounts.overviews.urls")),
    path("", include("accounts.follow_ups.urls")),
    path("", include("accounts.escalations.urls")),
    path("", include("accounts.imports.urls")),
    path("", include("accounts.search.urls")),
]

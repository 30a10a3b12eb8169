from django.urls import path

from accounts.billing import views
from teams.house.rulebook import house_rule

house_rule(
    "Receivables", "Rates, fees and payment plans", "rate-tables", "receivables.view",
    "Taxes and fees by state, billing rules, and how premium is divided into payments.",
)  # fmt: skip

urlpatterns = [
    path("billing/", views.worklist, name="not-invoiced"),
    path("billing/run/", views.run_make, name="billing-run-make"),
    path("billing/runs/<int:run_id>/", views.run_page, name="billing-run"),
    path(
        "transactions/<int:transaction_id>/invoice/",
        views.transaction_bill,
        name="transaction-bill",
    ),
    path(
        "transactions/<int:transaction_id>/invoice/anew/",
        views.transaction_rebill,
        name="transaction-rebill",
    ),
    path("billing/rates/", views.rate_tables, name="rate-tables"),
    path("billing/rates/<slug:table>/add/", views.rate_add, name="rate-add"),
    path("billing/rates/<slug:table>/<int:rate_id>/", views.rate_edit, name="rate-edit"),
]

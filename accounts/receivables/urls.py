from django.urls import path

from accounts.receivables import views

urlpatterns = [
    path("clients/<int:client_id>/money/", views.client_money, name="client-money"),
    path("receivables/", views.receivables, name="receivables"),
    path("receivables/items/", views.open_item_list, name="open-items"),
    path("receivables/unapplied/", views.unapplied_list, name="unapplied"),
    path("receivables/settings/", views.aging_settings, name="aging-settings"),
    path("invoices/<int:invoice_id>/", views.invoice_page, name="invoice-page"),
    path("invoices/<int:invoice_id>/use/", views.credit_use, name="credit-use"),
    path("credits/<int:use_id>/take-back/", views.credit_take_back, name="credit-take-back"),
    path("invoices/<int:invoice_id>/void/", views.invoice_void, name="invoice-void"),
]

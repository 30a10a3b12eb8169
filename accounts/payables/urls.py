from django.urls import path

from accounts.payables import rule_views, views

urlpatterns = [
    *rule_views.PAYMENT_RULES.urls(),
    path("payables/", views.payables, name="payables"),
    path(
        "payables/companies/<int:company_id>/", views.payables_of_company, name="payables-company"
    ),
    path(
        "payables/authorities/<str:authority>/",
        views.payables_of_authority,
        name="payables-authority",
    ),
    path("remittances/", views.remittance_list, name="remittance-list"),
    path("remittances/<int:remittance_id>/", views.remittance_page, name="remittance-page"),
    path(
        "remittances/<int:remittance_id>/account-current/",
        views.account_current_sheet,
        name="account-current",
    ),
    path(
        "remittances/<int:remittance_id>/approve/",
        views.remittance_approve,
        name="remittance-approve",
    ),
    path("remittances/<int:remittance_id>/pay/", views.remittance_pay, name="remittance-pay"),
    path("remittances/<int:remittance_id>/drop/", views.remittance_drop, name="remittance-drop"),
    path("remittances/<int:remittance_id>/void/", views.remittance_void, name="remittance-void"),
]

from django.urls import path

from accounts.financing import views

urlpatterns = [
    path("clients/<int:client_id>/finance/new/", views.agreement_new, name="finance-new"),
    path("finance/<int:agreement_id>/", views.agreement_page, name="finance-agreement"),
    path("finance/<int:agreement_id>/fund/", views.agreement_fund, name="finance-fund"),
    path("finance/<int:agreement_id>/return/", views.agreement_return, name="finance-return"),
    path("finance/<int:agreement_id>/end/", views.agreement_end, name="finance-end"),
]

from django.urls import path

from accounts.refunds import views

urlpatterns = [
    path("refunds/", views.refund_list, name="refund-list"),
    path("invoices/<int:invoice_id>/refund/", views.refund_new, name="refund-new"),
    path("refunds/<int:refund_id>/", views.refund_page, name="refund-page"),
    path("refunds/<int:refund_id>/approve/", views.refund_approve, name="refund-approve"),
    path("refunds/<int:refund_id>/drop/", views.refund_drop, name="refund-drop"),
    path("refunds/<int:refund_id>/pay/", views.refund_pay, name="refund-pay"),
    path("refunds/<int:refund_id>/void/", views.refund_void, name="refund-void"),
]

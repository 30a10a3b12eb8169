from django.urls import path

from accounts.receipts import views

urlpatterns = [
    path("receipts/", views.receipt_list, name="receipt-list"),
    path("clients/<int:client_id>/receive/", views.receipt_new, name="receipt-new"),
    path("receipts/<int:receipt_id>/", views.receipt_page, name="receipt-page"),
    path("receipts/<int:receipt_id>/use/", views.receipt_use, name="receipt-use"),
    path("receipts/<int:receipt_id>/return/", views.receipt_return, name="receipt-return"),
    path("receipts/<int:receipt_id>/refund/", views.receipt_refund, name="receipt-refund"),
    path(
        "receipts/<int:receipt_id>/take-back/<int:allocation_id>/",
        views.receipt_take_back,
        name="receipt-take-back",
    ),
]

from django.urls import path

from accounts.bank_files import views

urlpatterns = [
    path("bank-files/", views.bank_file_list, name="bank-file-list"),
    path("bank-files/<int:bank_file_id>/", views.bank_file, name="bank-file"),
    path("bank-files/<int:bank_file_id>/accept/", views.bank_file_accept, name="bank-file-accept"),
    path("bank-lines/", views.bank_line_list, name="bank-line-list"),
    path("bank-lines/<int:bank_line_id>/", views.bank_line, name="bank-line"),
    path("bank-lines/<int:bank_line_id>/accept/", views.bank_line_accept, name="bank-line-accept"),
    path("bank-lines/<int:bank_line_id>/match/", views.bank_line_match, name="bank-line-match"),
    path("bank-lines/<int:bank_line_id>/aside/", views.bank_line_aside, name="bank-line-aside"),
    path(
        "bank-lines/<int:bank_line_id>/receipts/<int:receipt_id>/",
        views.bank_line_receipt,
        name="bank-line-receipt",
    ),
]

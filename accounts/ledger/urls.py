from django.urls import path

from accounts.ledger import views

urlpatterns = [
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/accounts/<str:account>/", views.ledger_account, name="ledger-account"),
    path("ledger/entries/<int:journal_id>/", views.ledger_entry, name="ledger-entry"),
]

from django.urls import path

from accounts.examiner import views

urlpatterns = [
    path("ledger/examiner/", views.examiner, name="examiner"),
    path("ledger/examiner/<int:export_id>/", views.examiner_file, name="examiner-file"),
]

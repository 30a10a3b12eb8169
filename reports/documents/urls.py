from django.urls import path

from reports.documents import views

urlpatterns = [
    path("reports/", views.report_list, name="report-list"),
    path("documents/<int:document_id>/", views.document_page, name="document-page"),
    path("documents/<int:document_id>/file/", views.document_file, name="document-file"),
    path("documents/<int:document_id>/sheet/", views.document_sheet, name="document-sheet"),
]

from django.urls import path

from reports.documents import batch_views, design_views, views

CLIENT = "clients/<int:client_id>/documents/"
DOCUMENT = "documents/<int:document_id>/"
urlpatterns = [
    path("reports/", views.report_list, name="report-list"),
    path("reports/new/<slug:report>/", views.report_new, name="report-new"),
    path("reports/preview/<slug:report>/", views.report_preview, name="report-preview"),
    path("reports/letterhead/", design_views.letterhead_edit, name="letterhead"),
    path("reports/templates/", design_views.word_templates, name="word-templates"),
    path("reports/templates/<slug:letter>/", design_views.word_template, name="word-template"),
    path(
        "reports/templates/<slug:letter>/file/",
        design_views.word_template_file,
        name="word-template-file",
    ),
    path(
        "reports/templates/<slug:letter>/restore/",
        design_views.word_template_restore,
        name="word-template-restore",
    ),
    path("reports/batches/new/", batch_views.batch_new, name="batch-new"),
    path("batches/<int:job_id>/", batch_views.batch_page, name="batch-page"),
    path("batches/<int:job_id>/deliver/", batch_views.batch_deliver, name="batch-deliver"),
    path("batches/<int:job_id>/file/", batch_views.batch_file, name="batch-file"),
    path(CLIENT, views.client_documents, name="client-documents"),
    path(f"{CLIENT}new/<slug:kind>/", views.client_document_new, name="client-document-new"),
    path(
        f"{CLIENT}preview/<slug:kind>/",
        views.client_document_preview,
        name="client-document-preview",
    ),
    path(f"{CLIENT}words/<slug:paper>/", views.narratives, name="narratives"),
    path(DOCUMENT, views.document_page, name="document-page"),
    path(f"{DOCUMENT}file/", views.document_file, name="document-file"),
    path(f"{DOCUMENT}picture/", views.document_picture, name="document-picture"),
    path(f"{DOCUMENT}sheet/", views.document_sheet, name="document-sheet"),
    path(f"{DOCUMENT}word/", views.document_word, name="document-word"),
    path(f"{DOCUMENT}review/", views.document_review, name="document-review"),
    path(f"{DOCUMENT}deliver/", views.document_deliver, name="document-deliver"),
    path("deliveries/<int:delivery_id>/bounce/", views.delivery_bounce, name="delivery-bounce"),
    path("deliveries/<int:delivery_id>/clear/", views.delivery_clear, name="delivery-clear"),
]

"""Addresses of the import wizard."""

from django.urls import path

from accounts.imports import views

urlpatterns = [
    path("import/", views.import_list, name="import-list"),
    path("import/template/", views.import_template, name="import-template"),
    path("import/<int:batch_id>/", views.import_page, name="import-page"),
    path("import/<int:batch_id>/check/", views.import_check, name="import-check"),
    path("import/<int:batch_id>/run/", views.import_run, name="import-run"),
    path("import/<int:batch_id>/undo/", views.import_undo, name="import-undo"),
    path(
        "import/<int:batch_id>/files/<int:file_id>/mapping/",
        views.import_mapping,
        name="import-mapping",
    ),
    path(
        "import/<int:batch_id>/files/<int:file_id>/refused.csv",
        views.import_refused,
        name="import-refused",
    ),
]

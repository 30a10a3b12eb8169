"""The addresses of clients' files."""

from django.urls import path

from accounts.attachments import views

ONE = "files/<int:attachment_id>/"
urlpatterns = [
    path("clients/<int:client_id>/files/", views.client_files, name="client-files"),
    path("clients/<int:client_id>/files/add/", views.files_add, name="files-add"),
    path(f"{ONE}edit/", views.file_edit, name="file-edit"),
    path(f"{ONE}version/", views.file_version, name="file-version"),
    path(f"{ONE}remove/", views.file_remove, name="file-remove"),
    path(f"{ONE}restore/", views.file_restore, name="file-restore"),
    path(
        "files/versions/<int:attachment_version_id>/",
        views.file_download,
        name="file-download",
    ),
    path("files/pages/<int:attachment_page_id>/", views.file_page, name="file-page"),
]

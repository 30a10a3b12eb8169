"""Stored files handed out."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def download(path: str, name: str, content_type: str) -> FileResponse:
    """The stored file as an attachment. Raises Http404 when it is not there."""
    if not path or not default_storage.exists(path):
        raise Http404("This document has no such file.")
    opened = default_storage.open(path, "rb")
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response

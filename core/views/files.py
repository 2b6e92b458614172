"""Handing a stored file over to who may have it."""

from __future__ import annotations

from django.http import FileResponse, Http404

from core.models import Annex, Document


def handed_over(row: Annex | Document) -> FileResponse:
    """The file for download under the name it came with; 404 if it is gone."""
    try:
        file = row.file.open()
    except OSError as gone:
        raise Http404 from gone
    return FileResponse(
        file, as_attachment=True, filename=row.filename, content_type=row.media_type
    )


def size(number: int) -> str:
    """Bytes in words: at least 1 KB."""
    return f"{max(1, number // 1024)}\N{NO-BREAK SPACE}KB"

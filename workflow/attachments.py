"""Documents attached to a measure.

Kept with their digest under a random name, a new file is a new version.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import mimetypes

from django.db.models import Max

from core.models import Document

from .models import Process


def store(measure: Process, now: dt.datetime) -> None:
    """Keep the uploaded file as the next version of the document of this title."""
    file, title = measure.act.data["file"], measure.act.data["title"]
    last = measure.documents.filter(title=title).aggregate(last=Max("version"))["last"] or 0
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    Document.objects.create(
        measure=measure,
        title=title,
        version=last + 1,
        file=file,
        filename=file.name[-200:],
        media_type=mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        size=file.size,
        digest=digest.hexdigest(),
        uploaded_by=measure.act.by,
        uploaded_at=now,
    )

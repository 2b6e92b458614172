"""Documents attached to a measure.

Kept with their digest under a random name, a new file is a new version.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import mimetypes
from typing import Any

from django.db.models import Max

from core.models import Annex, Document, Paper

from .models import Process


def store(measure: Process, now: dt.datetime) -> None:
    """Keep the uploaded file as the next version of the document of this title."""
    title = measure.act.data["title"]
    last = measure.documents.filter(title=title).aggregate(last=Max("version"))["last"] or 0
    Document.objects.create(
        measure=measure, title=title, version=last + 1, **_uploaded(measure, now)
    )


def store_annex(measure: Process, now: dt.datetime) -> None:
    """Keep the file as the next version of the annex of this number; the paper counts them."""
    paper = measure.paper
    if paper is None:  # R-22 has asked before
        raise Paper.DoesNotExist
    data, number = measure.act.data, measure.act.data["number"]
    known = Annex.objects.filter(paper=paper)
    last = known.filter(number=number).aggregate(last=Max("version"))["last"] or 0
    Annex.objects.create(
        paper=paper,
        number=number,
        version=last + 1,
        title=data["title"],
        public=bool(data.get("public")),
        **_uploaded(measure, now),
    )
    highest = known.aggregate(most=Max("number"))["most"]
    Paper.objects.filter(pk=paper.pk, annexes__lt=highest).update(annexes=highest)
    measure.forget("paper")


def _uploaded(measure: Process, now: dt.datetime) -> dict[str, Any]:
    """The file of the answer with its digest, and who brought it when."""
    file = measure.act.data["file"]
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return {
        "file": file,
        "filename": file.name[-200:],
        "media_type": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "size": file.size,
        "digest": digest.hexdigest(),
        "uploaded_by": measure.act.by,
        "uploaded_at": now,
    }

"""The documents, for whoever may see what they tell."""

from __future__ import annotations

import hashlib

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core.models import Consultation, Meeting
from core.paper_matter import readable
from core.requests import PersonRequest
from workflow.meetings import agenda as making
from workflow.meetings import door
from workflow.views.refusing import page
from workflow.views.sittings import visible

from . import agendas, excerpts
from .excerpts import PDF
from .papers import paper_pdf


def handed_out(request: HttpRequest, content: bytes, name: str) -> HttpResponse:
    """A PDF to be shown in the browser; the same one again is not sent twice."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    answer = HttpResponse(content, content_type=PDF, headers={"ETag": tag})
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer["Cache-Control"] = "private, no-cache"
    return answer


@login_required
@require_safe
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """A paper as it is printed."""
    row = get_object_or_404(readable(request.user).select_related("measure__office"), pk=pk)
    name = f"Drucksache {row.reference.replace('/', '-')}.pdf"
    return handed_out(request, paper_pdf(row), name)


@login_required
@require_safe
def agenda(request: PersonRequest, pk: int) -> HttpResponse:
    """The invitation, as far as the reader may read its items."""
    row = get_object_or_404(Meeting.objects.select_related("organization"), pk=pk)
    seen = visible(making.items(row), request.user, runs=door.may_run(request.user, row))
    name = f"Tagesordnung {row.organization.name[:60]} {row.day:%Y-%m-%d}.pdf"
    return handed_out(request, agendas.agenda_pdf(row, seen=seen), name)


@page
@require_safe
def minutes(request: PersonRequest, *, pk: int) -> HttpResponse:
    """The draft of the minutes, for the secretariat."""
    row = get_object_or_404(Meeting.objects.select_related("organization"), pk=pk)
    door.permit(request.user, row)
    name = f"Niederschrift {row.organization.name[:60]} {row.day:%Y-%m-%d}.pdf"
    return handed_out(request, agendas.minutes_pdf(row), name)


@login_required
@require_safe
def excerpt(request: PersonRequest, pk: int) -> HttpResponse:
    """What a body said of a measure, once it is published."""
    rows = Consultation.objects.select_related(
        "paper", "organization", "asked_as", "meeting", "minutes"
    )
    said = rows.filter(published_at__isnull=False, measure__isnull=False)
    station = get_object_or_404(said.filter(paper__in=readable(request.user)), pk=pk)
    return handed_out(request, excerpts.excerpt_pdf(station), excerpts.filename(station))

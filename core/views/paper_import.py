"""Reading a paper in: first the preview of everything that was understood, then the import."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.components import Column, Link
from core.paper_form import PaperForm
from core.paper_import import Imported, import_paper, preview
from core.paper_text import PaperText, UnreadablePaper
from core.requests import PersonRequest
from core.templatetags.laufzettel import day

from .interrupted import keeps_what_was_typed
from .links import paper_url
from .papers import may_import


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
def paper_import(request: PersonRequest) -> HttpResponse:
    """Take a paper's text, show what it says, and write it once that is confirmed."""
    if not may_import(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _form(request, PaperForm())
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid() or form.reading is None:
        return _form(request, form, status=422)
    try:
        return _taken(request, form, form.reading)
    except UnreadablePaper as refusal:
        form.refuse(refusal)
        return _form(request, form, status=422)


def _taken(request: PersonRequest, form: PaperForm, reading: PaperText) -> HttpResponse:
    if "confirm" not in request.POST:
        return _preview(request, form, reading, preview(reading))
    done = import_paper(reading)
    unchanged = _("Alles steht schon so da: Es wurde nichts geändert.")
    messages.success(request, _("Die Drucksache ist eingelesen.") if done.changed else unchanged)
    return redirect(paper_url(done.paper))


def _crumbs() -> list[Link]:
    return [Link(label=_("Drucksachen"), url=reverse("papers"))]


def _form(request: PersonRequest, form: PaperForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "crumbs": _crumbs()}
    return render(request, "core/paper_import.html", context, status=status)


def _preview(
    request: PersonRequest, form: PaperForm, reading: PaperText, found: Imported
) -> HttpResponse:
    roles = {"treats": _("behandelt"), "copy": _("zur Kenntnis")}
    context = {
        "crumbs": _crumbs(),
        "reading": reading,
        "changed": found.changed,
        "wording": form.wording,
        "facts": _facts(reading),
        "body_columns": [Column(label=_("Gremium")), Column(label=_("Rolle"))],
        "bodies": [[body.name, roles[body.role]] for body in reading.bodies],
        "unread_columns": [Column(label=_("Zeile")), Column(label=_("Text"))],
        "unread": [[line.line, line.text] for line in reading.unread],
    }
    return render(request, "core/paper_preview.html", context)


def _written(date: str) -> str:
    """A day as people write it; a mistyped one as it was read."""
    try:
        return day(dt.date.fromisoformat(date))
    except ValueError:
        return date


def _facts(reading: PaperText) -> list[tuple[str, Any]]:
    return [
        (_("Art"), reading.kind_label),
        (_("Nummer"), reading.reference),
        (_("Titel"), reading.title),
        (_("Organisationseinheit"), reading.unit),
        (_("Ort"), reading.place),
        (_("Datum"), _written(reading.date)),
        (_("Anlagen"), reading.annexes),
    ]

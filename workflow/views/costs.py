"""The cost table as a file: out for a spreadsheet, and in again as one step of the measure."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.components import Link
from core.cost_table import as_rows
from core.requests import PersonRequest
from core.spreadsheets import as_xlsx, csv_lines
from workflow import engine
from workflow.entrance import authorise, seen_by
from workflow.forms.cost_import import CostFileForm
from workflow.forms.fields import is_key
from workflow.models import Process
from workflow.refusals import Stale, StepRefused

from .links import measure_url
from .refusing import page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page
@require_safe
def as_csv(request: PersonRequest, *, reference: str) -> HttpResponse:
    measure = seen_by(request.user, reference)
    lines = "".join(csv_lines(as_rows(measure.cost_table)))
    return _file(measure, lines.encode(), "csv", "text/csv; charset=utf-8")


@page
@require_safe
def as_workbook(request: PersonRequest, *, reference: str) -> HttpResponse:
    measure = seen_by(request.user, reference)
    book = as_xlsx({_("Kostentabelle"): as_rows(measure.cost_table)})
    return _file(measure, book, "xlsx", XLSX)


def _file(measure: Process, content: bytes, ending: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    name = f"kosten-{measure.reference}-{localdate():%Y-%m-%d}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@page
@require_http_methods(["GET", "HEAD", "POST"])
def read_in(request: PersonRequest, *, reference: str) -> HttpResponse:
    """Take a file for the whole cost table; with any fault in it nothing changes."""
    measure = seen_by(request.user, reference)
    offer = next(o for o in engine.available(measure, request.user) if o.name == "edit")
    authorise(request.user, offer.step, measure, None)
    if request.method != "POST":
        return _form(request, measure, CostFileForm(measure=measure))
    form = CostFileForm(request.POST, request.FILES, measure=measure)
    if not form.is_valid():
        return _form(request, measure, form, StepRefused.status)
    return _taken(request, measure, form)


def _taken(request: PersonRequest, measure: Process, form: CostFileForm) -> HttpResponse:
    stand = request.POST.get("stand", "")
    seen = int(stand) if is_key(stand) else 0
    data = {"cost_lines": form.lines, "no_costs": False}
    try:
        engine.intervene(actor=request.user, measure=measure.pk, step="edit", seen=seen, data=data)
    except Stale as stale:
        said = _("%(changes)s Bitte prüfen Sie das und lesen Sie die Datei noch einmal ein.")
        return _refused(request, measure, form, said % {"changes": stale}, stale.status)
    except StepRefused as refused:
        return _refused(request, measure, form, str(refused), refused.status)
    said = ngettext(
        "Die Kostentabelle ist eingelesen: eine Zeile.",
        "Die Kostentabelle ist eingelesen: %(number)d Zeilen.",
        len(form.lines),
    )
    messages.success(request, said % {"number": len(form.lines)})
    return redirect(f"{measure_url(measure)}#money-title")


def _refused(
    request: PersonRequest, measure: Process, form: CostFileForm, sentence: str, status: int
) -> HttpResponse:
    form.add_error(None, sentence)
    return _form(request, measure, form, status)


def _form(
    request: PersonRequest, measure: Process, form: CostFileForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "measure": measure,
        "title": _("Kostentabelle einlesen"),
        "crumbs": [Link(label=measure.reference, url=measure_url(measure))],
        "back": measure_url(measure),
    }
    return render(request, "workflow/cost_import.html", context, status=status)

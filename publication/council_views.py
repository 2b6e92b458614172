"""The report to the council as a page and as files."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core.models import ActionPlan
from core.requests import PersonRequest
from workflow.views.refusing import page

from .council_report import FORMATS, ReportFile, collect, report_file
from .council_report.asking import ReportForm
from .council_report.page import shown
from .views import handed_out

TEMPLATE = "publication/council_report.html"
UNMET = 422


def answered(request: PersonRequest, answer: Callable[[ReportForm], HttpResponse]) -> HttpResponse:
    """The answer to what is asked for; or what is wrong with the question, which is kept."""
    if not ActionPlan.objects.exists():
        return render(request, TEMPLATE, {"form": None})
    form = ReportForm(request.GET, person=request.user)
    if form.is_valid():
        return answer(form)
    return render(request, TEMPLATE, {"form": form}, status=UNMET)


@page
@require_safe
def council_report(request: PersonRequest) -> HttpResponse:
    """The numbers of the report asked for, its measures, and the ways to its files."""

    def told(form: ReportForm) -> HttpResponse:
        days = form.period.since, form.period.until
        report = collect(form.chosen, *days, public=form.is_public, reader=request.user)
        context = {"form": form, "report": report, "address": form.address}
        made = shown(report, form.address, request.GET.get("nur", ""))
        return render(request, TEMPLATE, context | made)

    return answered(request, told)


@page
@require_safe
def council_report_file(request: PersonRequest, *, kind: str) -> HttpResponse:
    """The report asked for as PDF, CSV or XLSX."""
    if kind not in FORMATS:
        raise Http404

    def written(form: ReportForm) -> HttpResponse:
        public, reader = form.is_public, request.user
        made = report_file(kind, form.chosen, form.period, public=public, reader=reader)
        return handed_out(request, made.content, made.name) if kind == "pdf" else attached(made)

    return answered(request, written)


def attached(made: ReportFile) -> HttpResponse:
    """A table to be saved."""
    answer = HttpResponse(made.content, content_type=made.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, made.name) or "attachment"
    answer["Cache-Control"] = "private, no-cache"
    return answer

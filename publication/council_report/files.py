"""The report as a file; it is written in German, whatever language its reader has chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.models import ActionPlan, Person

from .collecting import collect
from .printed import report_pdf
from .rows import CouncilReport, Period
from .tables import as_csv, as_workbook

FORMATS = {
    "pdf": ("application/pdf", report_pdf),
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_workbook),
}


@dataclass(frozen=True)
class ReportFile:
    name: str
    media_type: str
    content: bytes


@override("de")
def report_file(
    kind: str, plan: ActionPlan, period: Period, *, public: bool, reader: Person | None = None
) -> ReportFile:
    """One of the formats: pdf, csv or xlsx."""
    media_type, written = FORMATS[kind]
    report = collect(plan, period.since, period.until, public=public, reader=reader)
    return ReportFile(filename(report, kind), media_type, written(report))


def filename(report: CouncilReport, kind: str) -> str:
    """For example Umsetzungsbericht 2026-01-01 bis 2026-06-30 (öffentlich).pdf."""
    values: dict[str, Any] = {
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "version": _("öffentlich") if report.public else _("vollständig"),
    }
    return _("Umsetzungsbericht %(since)s bis %(until)s (%(version)s)") % values + f".{kind}"

"""The cover of the printed report: its numbers, and charts whose bars stand in their tables."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.templatetags.laufzettel import day, money
from publication.text import flat

from .rows import CouncilReport, Count, FieldPart

ONE = Decimal(1)


def cover(report: CouncilReport) -> dict[str, Any]:
    figures = report.figures
    return {
        "heading": _("Umsetzungsbericht"),
        "plan": flat(report.plan),
        "facts": facts(report),
        "figures": [[label, value] for label, value in numbers(report)],
        "lights": bars(figures.lights),
        "statuses": bars(figures.statuses),
        "changes": bars(figures.changes),
        "costs": costs(report.fields),
    }


def facts(report: CouncilReport) -> list[str]:
    """What the report is about, and of which day its numbers are."""
    days = {"since": day(report.since), "until": day(report.until)}
    return [
        _("Zeitraum vom %(since)s bis %(until)s") % days,
        f"{report.version[:1].upper()}{report.version[1:]}",
        report.scope,
        _dated(report) % (days | {"today": day(report.made_on)}),
    ]


def _dated(report: CouncilReport) -> str:
    """Of which day everything is; a report made on its last day needs no second one."""
    if report.made_on == report.until:
        return _("Alle Angaben sind die vom %(until)s.")
    return _(
        "Zustand, Beschlüsse, Aufträge, Meilensteine und Sachstände sind die vom %(until)s; "
        "geplante Kosten, gesicherte Mittel und geplantes Ende sind die vom %(today)s."
    )


def numbers(report: CouncilReport) -> list[tuple[str, str]]:
    figures = report.figures
    counts = [
        (_("Maßnahmen"), figures.measures),
        (_("davon mit Änderungen seit dem letzten Bericht"), figures.changed),
        (_("Maßnahmen, zu denen ein Sachstand gehört"), figures.must_report),
        (_("davon im Zeitraum gemeldet"), figures.reported),
        (_("davon im Zeitraum nicht gemeldet"), figures.unreported),
        (_("Offene Aufträge"), figures.open_orders),
        (_("davon überfällig"), figures.overdue_orders),
    ]
    amounts = [
        (_("Geplante Kosten"), figures.planned),
        (_("Ist-Kosten"), figures.actual),
        (_("Gesicherte Mittel"), figures.secured),
    ]
    return [
        *((label, str(count)) for label, count in counts),
        *((label, money(amount)) for label, amount in amounts),
    ]


def bars(counts: Sequence[Count]) -> list[dict[str, Any]]:
    """Each with its share of the largest."""
    largest = max((count.number for count in counts), default=0) or 1
    return [
        {
            "code": count.code,
            "label": count.label,
            "number": count.number,
            "share": count.number / largest,
        }
        for count in counts
    ]


def costs(fields: Sequence[FieldPart]) -> list[dict[str, Any]]:
    largest = max((max(part.planned, part.actual) for part in fields), default=ONE) or ONE
    return [
        {
            "label": flat(part.title),
            "amounts": [money(part.planned), money(part.actual), money(part.secured)],
            "planned": float(part.planned / largest),
            "actual": float(part.actual / largest),
        }
        for part in fields
    ]

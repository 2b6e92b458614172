"""The report as tables: one row a measure (CSV); a workbook with orders, changes and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.spreadsheets import as_xlsx, csv_lines

from .rows import HIDDEN, AssignedOrder, CouncilReport, Decision, Entry, FieldPart

Row = list[Any]
CENT = Decimal("0.01")
BETWEEN = " | "
WITHOUT = Decision()


def _decided(part: str) -> Callable[[FieldPart, Entry], Any]:
    return lambda field, entry: getattr(entry.decision or WITHOUT, part)


def _standing(part: str) -> Callable[[FieldPart, Entry], Any]:
    return lambda field, entry: getattr(entry.standing, part, None)


COLUMNS: tuple[tuple[Any, Callable[[FieldPart, Entry], Any]], ...] = (
    (gettext_lazy("Handlungsfeld"), lambda field, entry: field.title),
    (gettext_lazy("Nummer"), lambda field, entry: entry.reference),
    (gettext_lazy("Titel"), lambda field, entry: entry.title),
    (gettext_lazy("Federführung"), lambda field, entry: entry.lead),
    (gettext_lazy("Zustand"), lambda field, entry: entry.status_label),
    (gettext_lazy("Beschluss durch"), _decided("body")),
    (gettext_lazy("Beschlossen am"), _decided("day")),
    (gettext_lazy("Drucksache"), _decided("paper")),
    (gettext_lazy("Ergebnis"), lambda field, entry: _result(entry.decision)),
    (gettext_lazy("Aufträge"), lambda field, entry: BETWEEN.join(map(said, entry.orders))),
    (gettext_lazy("Offene Aufträge"), lambda field, entry: entry.open_orders),
    (gettext_lazy("Überfällige Aufträge"), lambda field, entry: entry.overdue_orders),
    (gettext_lazy("Ampel"), lambda field, entry: entry.light_label),
    (gettext_lazy("Sachstand vom"), _standing("day")),
    (gettext_lazy("Sachstand"), _standing("text")),
    (gettext_lazy("Fortschritt in %"), _standing("progress")),
    (gettext_lazy("Nächster Schritt"), _standing("next_step")),
    (gettext_lazy("Geplante Kosten in Euro"), lambda field, entry: euros(entry.planned)),
    (gettext_lazy("Ist-Kosten in Euro"), lambda field, entry: euros(entry.actual)),
    (gettext_lazy("Gesicherte Mittel in Euro"), lambda field, entry: euros(entry.secured)),
    (gettext_lazy("Geplantes Ende"), lambda field, entry: entry.ends_on),
    (gettext_lazy("Meilensteine erreicht"), lambda field, entry: entry.reached),
    (gettext_lazy("Meilensteine gesamt"), lambda field, entry: entry.milestones),
    (
        gettext_lazy("Änderungen seit dem letzten Bericht"),
        lambda field, entry: BETWEEN.join(change.sentence for change in entry.changes),
    ),
)


def euros(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(CENT)


def said(order: AssignedOrder) -> str:
    """For example "40 Fachbereich Schule: Konzept vorlegen (bis 30.06.2026, überfällig)"."""
    return _("%(unit)s: %(text)s (bis %(day)s, %(state)s)") % {
        "unit": order.holder,
        "text": order.text,
        "day": f"{order.due_on:%d.%m.%Y}",
        "state": order.state.label,
    }


def _result(decision: Decision | None) -> str:
    if decision is None:
        return ""
    return str(HIDDEN) if decision.hidden else decision.result


def measures(report: CouncilReport) -> Iterator[Row]:
    """A heading and one row a measure."""
    yield [str(label) for label, _value in COLUMNS]
    for field in report.fields:
        for entry in field.entries:
            yield [value(field, entry) for _label, value in COLUMNS]


def orders(report: CouncilReport) -> Iterator[Row]:
    asked = [_("Zuständig"), _("Auftrag"), _("Frist"), _("Stand"), _("Verantwortlich")]
    yield [_("Nummer"), _("Titel"), *asked]
    for entry in report.entries:
        for order in entry.orders:
            named = [entry.reference, entry.title, order.organization, order.text]
            yield [*named, order.due_on, str(order.state.label), order.responsible]


def changes(report: CouncilReport) -> Iterator[Row]:
    yield [_("Nummer"), _("Titel"), _("Änderung"), _("Tag"), _("bisher"), _("jetzt")]
    for entry in report.entries:
        for each in entry.changes:
            named = [entry.reference, entry.title, str(each.kind.label)]
            yield [*named, each.day, each.before, each.after]


def numbers(report: CouncilReport) -> Iterator[Row]:
    """What the cover says, each number with the group it belongs to."""
    figures = report.figures
    yield [_("Gruppe"), _("Kennzahl"), _("Wert")]
    yield from _about(report)
    groups = (_("Ampel"), figures.lights), (_("Zustand"), figures.statuses)
    for group, counts in (*groups, (_("Änderungen"), figures.changes)):
        yield from ([group, count.label, count.number] for count in counts)
    yield [_("Sachstände"), _("im Zeitraum gemeldet"), figures.reported]
    yield [_("Sachstände"), _("im Zeitraum nicht gemeldet"), figures.unreported]
    yield [_("Aufträge"), _("offen"), figures.open_orders]
    yield [_("Aufträge"), _("davon überfällig"), figures.overdue_orders]
    for part in (*report.fields, figures):
        yield from _money(part)


def _about(report: CouncilReport) -> Iterator[Row]:
    group = _("Bericht")
    yield [group, _("Handlungskonzept"), report.plan]
    yield [group, _("Fassung"), report.version]
    yield [group, _("von"), report.since]
    yield [group, _("bis"), report.until]
    yield [group, _("erstellt am"), report.made_on]
    yield [group, _("Maßnahmen"), report.figures.measures]


def _money(part: Any) -> Iterator[Row]:
    title = getattr(part, "title", _("Alle Handlungsfelder"))
    yield [title, _("Geplante Kosten in Euro"), euros(part.planned)]
    yield [title, _("Ist-Kosten in Euro"), euros(part.actual)]
    yield [title, _("Gesicherte Mittel in Euro"), euros(part.secured)]


def as_csv(report: CouncilReport) -> bytes:
    return "".join(csv_lines(measures(report))).encode()


def as_workbook(report: CouncilReport) -> bytes:
    return as_xlsx(
        {
            _("Maßnahmen"): measures(report),
            _("Aufträge"): orders(report),
            _("Änderungen"): changes(report),
            _("Kennzahlen"): numbers(report),
        }
    )

"""The report as a page: numbers, charts with their tables, changes, and the fields with links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.charts import Bar, BarChart, bars
from core.components import Column, Tone
from core.models import ProgressReport
from core.templatetags.laufzettel import badge, day, money, status_badge

from .cover import facts, numbers
from .rows import CouncilReport, Count, Entry, FieldPart

Light = ProgressReport.Light
TONES: dict[str, Tone] = {Light.GREEN: "success", Light.YELLOW: "warning", Light.RED: "danger"}


def shown(report: CouncilReport) -> dict[str, Any]:
    """Everything a page about the report is given."""
    return {
        "facts": facts(report),
        "numbers": numbers(report),
        "charts": list(charts(report)),
        "change_columns": columns(_("Maßnahme"), _("Änderungen")),
        "changes": list(changes(report)),
        "field_columns": field_columns(),
        "fields": [field(part) for part in report.fields],
    }


def charts(report: CouncilReport) -> Iterator[BarChart]:
    figures, number = report.figures, _("Maßnahmen")
    yield counted("lights", _("Maßnahmen nach Ampel"), number, figures.lights)
    yield counted("statuses", _("Maßnahmen nach Zustand"), number, figures.statuses)
    yield bars(
        name="costs",
        title=_("Geplante Kosten und Ist-Kosten nach Handlungsfeld"),
        column=_("Betrag"),
        values=[bar for part in report.fields for bar in spent(part)],
    )
    yield counted("changed", _("Änderungen nach Art"), _("Anzahl"), figures.changes)


def counted(name: str, title: str, column: str, counts: Sequence[Count]) -> BarChart:
    lights = name == "lights"
    values = [
        Bar(
            label=count.label,
            value=count.number,
            tone=TONES.get(count.code, "neutral") if lights else "info",
        )
        for count in counts
    ]
    return bars(name=name, title=title, column=column, values=values)


def spent(part: FieldPart) -> Iterator[Bar]:
    """Two bars a field, each leading to its measures; whole euros are long enough for a bar."""
    named, url = {"field": short(part)}, f"#{anchor(part)}"
    planned, actual = _("%(field)s, geplant") % named, _("%(field)s, Ist") % named
    value, shown = int(part.planned), money(part.planned)
    yield Bar(label=planned, value=value, shown=shown, tone="neutral", url=url)
    yield Bar(label=actual, value=int(part.actual), shown=money(part.actual), url=url)


def short(part: FieldPart) -> str:
    if part.number is None:
        return part.title
    return _("Handlungsfeld %(number)d") % {"number": part.number}


def anchor(part: FieldPart) -> str:
    return f"feld-{part.number or 0}"


# ---- tables --------------------


def columns(*labels: str) -> list[Column]:
    return [Column(label=label) for label in labels]


def field_columns() -> list[Column]:
    numeric = _("Geplante Kosten"), _("Ist-Kosten")
    return [
        *columns(_("Maßnahme"), _("Federführung"), _("Zustand"), _("Ampel")),
        *(Column(label=label, numeric=True) for label in numeric),
        *columns(_("Geplantes Ende")),
    ]


def field(part: FieldPart) -> dict[str, Any]:
    return {"title": part.title, "anchor": anchor(part), "rows": [_row(e) for e in part.entries]}


def _row(entry: Entry) -> list[Any]:
    return [
        link(entry),
        entry.lead,
        status_badge(entry.status, entry.status_label),
        badge(entry.light_label, TONES.get(entry.light, "neutral")),
        money(entry.planned),
        money(entry.actual),
        day(entry.ends_on),
    ]


def link(entry: Entry) -> SafeString:
    """Number and title; the number never breaks."""
    url = reverse("measure", args=[entry.reference])
    name = '<a class="kern-link" href="{}"><span class="lz-nowrap">{}</span> {}</a>'
    return format_html(name, url, entry.reference, entry.title)


def changes(report: CouncilReport) -> Iterator[list[Any]]:
    """One row a measure, one line a change."""
    for entry in report.entries:
        lines = ((change.dated,) for change in entry.changes)
        if entry.changes:
            listed = format_html_join("", "<li>{}</li>", lines)
            yield [link(entry), format_html('<ul class="lz-plain">{}</ul>', listed)]

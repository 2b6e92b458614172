"""The report as a page: numbers, charts with their tables, changes, and the fields with links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
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
from .narrowing import ANCHOR, CHANGE, LIGHT, STATUS, Narrowing, narrowed_url
from .rows import CouncilReport, Count, Entry, FieldPart
from .tables import said

Light = ProgressReport.Light
TONES: dict[str, Tone] = {Light.GREEN: "success", Light.YELLOW: "warning", Light.RED: "danger"}


def shown(report: CouncilReport, address: str, asked: str = "") -> dict[str, Any]:
    """Everything a page about the report is given; `asked` is the bar whose measures it lists."""
    only = Narrowing.asked(asked)
    return {
        "facts": facts(report),
        "numbers": numbers(report),
        "charts": list(charts(report, address)),
        "anchor": ANCHOR,
        "only": only.label,
        "change_columns": columns(_("Maßnahme"), _("Änderungen")),
        "changes": list(changes(report, only)),
        "field_columns": field_columns(),
        "fields": [field(part) for part in only.fields(report)],
    }


def charts(report: CouncilReport, address: str) -> Iterator[BarChart]:
    figures, number = report.figures, _("Maßnahmen")
    urls = {of: partial(narrowed_url, address, of) for of in (LIGHT, STATUS, CHANGE)}
    yield counted("lights", _("Maßnahmen nach Ampel"), number, figures.lights, urls[LIGHT])
    yield counted("statuses", _("Maßnahmen nach Zustand"), number, figures.statuses, urls[STATUS])
    yield bars(
        name="costs",
        title=_("Geplante Kosten und Ist-Kosten nach Handlungsfeld"),
        column=_("Betrag"),
        values=[bar for part in report.fields for bar in spent(part)],
    )
    yield counted("changed", _("Änderungen nach Art"), _("Anzahl"), figures.changes, urls[CHANGE])


def counted(
    name: str, title: str, column: str, counts: Sequence[Count], url: Callable[[str], str]
) -> BarChart:
    """A bar for each, leading to the measures it counts as long as there are any."""
    lights = name == "lights"
    values = [
        Bar(
            label=count.label,
            value=count.number,
            tone=TONES.get(count.code, "neutral") if lights else "info",
            url=url(count.code) if count.number else "",
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
        *columns(_("Maßnahme"), _("Beschluss und Aufträge"), _("Stand")),
        *(Column(label=label, numeric=True) for label in numeric),
        *columns(_("Geplantes Ende")),
    ]


def field(part: FieldPart) -> dict[str, Any]:
    return {"title": part.title, "anchor": anchor(part), "rows": [_row(e) for e in part.entries]}


def _row(entry: Entry) -> list[Any]:
    return [
        format_html('{}<br><span class="lz-muted">{}</span>', link(entry), entry.lead),
        _decided(entry),
        _standing(entry),
        money(entry.planned),
        money(entry.actual),
        day(entry.ends_on),
    ]


def _decided(entry: Entry) -> SafeString:
    """Who decided when and what, then the orders that follow from it, line by line."""
    decision = entry.decision.words if entry.decision else _("ohne Beschluss")
    lines = [decision, *(f"{_('Auftrag')}: {said(order)}" for order in entry.orders)]
    return _lines(lines)


def _standing(entry: Entry) -> SafeString:
    """State and light, then the sentences of the report with their day."""
    badges = [
        status_badge(entry.status, entry.status_label),
        badge(entry.light_label, TONES.get(entry.light, "neutral")),
    ]
    told = entry.standing
    if told is None:
        return _lines(badges)
    values = {"day": day(told.day), "progress": told.progress}
    dated = _("Sachstand vom %(day)s, Fortschritt %(progress)d %%") % values
    further = [_("Nächster Schritt: %(step)s") % {"step": told.next_step}] if told.next_step else []
    return _lines([*badges, told.text, *further, dated])


def _lines(lines: Sequence[str]) -> SafeString:
    listed = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    return format_html('<ul class="lz-plain">{}</ul>', listed)


def link(entry: Entry) -> SafeString:
    """Number and title; the number never breaks."""
    url = reverse("measure", args=[entry.reference])
    name = '<a class="kern-link" href="{}"><span class="lz-nowrap">{}</span> {}</a>'
    return format_html(name, url, entry.reference, entry.title)


def changes(report: CouncilReport, only: Narrowing) -> Iterator[list[Any]]:
    """One row a measure, one line a change."""
    for entry in only.entries(report):
        if lines := only.changes(entry):
            yield [link(entry), _lines(lines)]

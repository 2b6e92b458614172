"""What was planned for a measure and what came of it: milestones, money by year, indicators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from core import charts
from core.charts import Amount, Group, Series
from core.components import Column
from core.figures import YearFigures, by_year
from core.models import Indicator, Milestone
from core.templatetags.laufzettel import day, money
from workflow.models import Process


def sections(measure: Process, *, on: dt.date, reported: bool) -> dict[str, Any]:
    """Plan against actual on the page of a measure; `reported` once it lists reports."""
    prefetch_related_objects(measure.funding, "drawings")
    years = by_year(measure.cost_table, measure.funding)
    indicators = list(measure.indicators.prefetch_related("values"))
    costs = "#kostentabelle" if measure.cost_table else ""
    sources = "#quellen" if measure.funding else ""
    return {
        "milestone_chart": _milestones(measure, on),
        "year_chart": year_chart(years, lambda _year: (costs, sources, sources)),
        "total_chart": _total(measure, (costs, "#reports-title" if reported else "")),
        "indicators": [_indicator(each) for each in indicators],
        "indicator_columns": _indicator_columns(),
        "indicator_charts": [_plot(each) for each in indicators if each.values.all()],
    }


# ---- milestones --------------------


def milestone_row(
    milestone: Milestone, label: str, *, url: str = "", ended: bool = False
) -> charts.GanttRow:
    """A milestone to draw; once its measure has `ended` nobody waits for it."""
    return charts.GanttRow(
        label=label,
        agreed=milestone.agreed,
        planned=milestone.planned_on,
        done=milestone.done_on,
        waived=bool(milestone.waived) or (ended and not milestone.done_on),
        url=url,
    )


def _milestones(measure: Process, on: dt.date) -> charts.Gantt:
    rows = [
        milestone_row(each, each.title, ended=measure.is_final) for each in measure.milestone_list
    ]
    title = _("Meilensteine auf der Zeitachse")
    column = _("Meilenstein")
    return charts.gantt(name="timeline", title=title, column=column, rows=rows, on=on)


# ---- money --------------------


def year_chart(
    years: Sequence[YearFigures], urls: Callable[[int], Sequence[str]]
) -> charts.PairedBars:
    """Need, secured and drawn money year by year; `urls` are what stands behind those of a year."""
    series = [
        Series(label=_("Bedarf"), tone="neutral"),
        Series(label=_("Gesichert"), tone="success"),
        Series(label=_("Abgerufen"), capped=True),
    ]
    groups = [_year(each, urls(each.year)) for each in years]
    title = _("Bedarf, Deckung und Abruf nach Jahren")
    return charts.paired_bars(title=title, series=series, groups=groups)


def _year(figures: YearFigures, urls: Sequence[str]) -> Group:
    euros = (figures.need, figures.secured, figures.drawn)
    gap = _("Lücke %(euros)s") % {"euros": money(figures.gap)} if figures.gap else ""
    return Group(
        label=str(figures.year),
        amounts=[Amount(euros=each, url=url) for each, url in zip(euros, urls, strict=True)],
        note=gap,
    )


def total_chart(title: str, groups: Sequence[Group]) -> charts.PairedBars:
    """Planned and actual costs, marked where they exceed the plan."""
    series = [Series(label=_("Plan"), tone="neutral"), Series(label=_("Ist"), capped=True)]
    return charts.paired_bars(title=title, series=series, groups=groups)


def total(label: str, euros: Sequence[Decimal | None], urls: Sequence[str], url: str = "") -> Group:
    """One row of planned and actual costs."""
    amounts = [Amount(euros=each, url=behind) for each, behind in zip(euros, urls, strict=True)]
    return Group(label=label, amounts=amounts, url=url)


def _total(measure: Process, urls: Sequence[str]) -> charts.PairedBars:
    euros = (measure.total_expense, measure.actual_cost)
    row = total(_("Alle Jahre"), euros, urls)
    return total_chart(_("Plan und Ist der Kosten"), [row])


# ---- indicators --------------------


def _indicator_columns() -> list[Column]:
    return [
        Column(label=_("Kennzahl")),
        Column(label=_("Art")),
        Column(label=_("Gemessen am")),
        Column(label=_("Zuletzt"), numeric=True),
        Column(label=_("Ziel"), numeric=True),
    ]


def _indicator(indicator: Indicator) -> list[Any]:
    last = max(indicator.values.all(), key=lambda each: each.measured_on, default=None)
    return [
        indicator.name,
        indicator.get_kind_display(),
        day(last.measured_on if last else None),
        _measured(last.value, indicator.unit) if last else "–",
        _measured(indicator.target, indicator.unit),
    ]


def _measured(value: Decimal, unit: str) -> str:
    return f"{floatformat(value, '-2g')}\N{NO-BREAK SPACE}{unit}"


def _plot(indicator: Indicator) -> charts.Plot:
    points = [
        charts.Point(day=each.measured_on, value=each.value) for each in indicator.values.all()
    ]
    return charts.plot(
        name=f"indicator-{indicator.pk}",
        title=f"{indicator.name} ({indicator.unit})",
        unit=indicator.unit,
        points=points,
        target=indicator.target,
    )

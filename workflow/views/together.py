"""What the pages of a plan and of a field of action both draw: lights, years, next milestones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core import charts
from core.figures import Figures, by_year
from core.models import Measure, Milestone

from .journey import LIGHTS
from .links import measure_url
from .measures import LIGHT_CHOICES, NO_LIGHT
from .selection import Selection
from .targets import milestone_row, year_chart

RELATED = ("sources__amounts", "sources__drawings", "milestones")


def light_chart(chosen: Selection, sums: Figures) -> charts.BarChart:
    """How many measures are in which light, each bar leading to them."""
    values = [
        charts.Bar(
            label=str(capfirst(label)),
            value=in_light(sums, code),
            tone=LIGHTS.get(code, "neutral"),
            url=chosen.url(light=code),
        )
        for code, label in LIGHT_CHOICES
    ]
    title, column = _("Maßnahmen nach der Ampel des letzten Sachstands"), _("Maßnahmen")
    return charts.bars(name="lights", title=title, column=column, values=values)


def in_light(sums: Figures, code: str) -> int:
    return sums.lights[None if code == NO_LIGHT else code]


def years(chosen: Selection, measures: Sequence[Any]) -> charts.PairedBars:
    """Need, secured and drawn money of all the measures year by year."""
    lines = chain.from_iterable(each.cost_table for each in measures)
    sources = chain.from_iterable(each.sources.all() for each in measures)
    return year_chart(by_year(lines, sources), lambda year: (chosen.url(year=year),) * 3)


# ---- milestones --------------------


def milestone_chart(title: str, rows: Sequence[charts.GanttRow]) -> charts.Gantt:
    column = _("Meilenstein")
    return charts.gantt(name="next", title=title, column=column, rows=rows, on=localdate())


def milestone_of(measure: Measure, milestone: Milestone) -> charts.GanttRow:
    """A milestone named by its measure and leading to the milestones there."""
    label, url = f"{measure.reference} {milestone.title}", measure_url(measure)
    return milestone_row(milestone, label, url=f"{url}#milestones-title")


def waiting(measure: Any) -> list[Milestone]:
    """The earliest milestone that is open; none once the measure has ended."""
    open_ones = (
        [] if measure.is_final else [m for m in measure.milestones.all() if not m.is_settled]
    )
    return sorted(open_ones, key=planned)[:1]


def soonest(measures: Iterable[Any], most: int) -> list[charts.GanttRow]:
    """The milestones that are due first, at most one of each measure."""
    found = [(milestone, each) for each in measures for milestone in waiting(each)]
    found.sort(key=lambda pair: (pair[0].planned_on, pair[1].reference))
    return [milestone_of(measure, milestone) for milestone, measure in found[:most]]


def planned(milestone: Milestone) -> dt.date:
    return milestone.planned_on

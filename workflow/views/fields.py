"""Plan against actual for a field of action: its measures side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import charts
from core.components import Link
from core.figures import by_year, figures
from core.models import FieldOfAction, Measure, Milestone
from core.requests import PersonRequest

from .links import measure_url
from .refusing import page
from .selection import Selection
from .targets import milestone_row, total, total_chart, year_chart

RELATED = ("sources__amounts", "sources__drawings", "milestones")


@page
@require_safe
def field(request: PersonRequest, *, pk: int) -> HttpResponse:
    found = get_object_or_404(FieldOfAction.objects.select_related("plan"), pk=pk)
    chosen = Selection.of(request, field=pk)
    measures = chosen.measures(*RELATED)
    context = chosen.frame(figures(measures)) | {
        "field": found,
        "crumbs": [Link(label=str(found.plan), url=reverse("plan", args=[found.plan_id]))],
        "budget": total_chart(_("Plan und Ist der Kosten je Maßnahme"), [*map(_cost, measures)]),
        "year_chart": _years(chosen, measures),
        "milestone_chart": _milestones(measures),
    }
    return render(request, "workflow/field_detail.html", context)


def _cost(measure: Measure) -> charts.Group:
    url = measure_url(measure)
    behind = f"{url}#money-title"
    return total(str(measure), (measure.total_need, measure.actual_cost), (behind, behind), url)


def _years(chosen: Selection, measures: Sequence[Any]) -> charts.PairedBars:
    lines = chain.from_iterable(each.cost_table for each in measures)
    sources = chain.from_iterable(each.sources.all() for each in measures)
    return year_chart(by_year(lines, sources), lambda year: (chosen.url(year=year),) * 3)


def _milestones(measures: Iterable[Any]) -> charts.Gantt:
    rows = [
        milestone_row(each, f"{measure.reference} {each.title}", url=_milestone_url(measure))
        for measure in measures
        for each in _next(measure)
    ]
    title, column = _("Nächster Meilenstein je Maßnahme"), _("Meilenstein")
    return charts.gantt(name="next", title=title, column=column, rows=rows, on=localdate())


def _milestone_url(measure: Measure) -> str:
    return f"{measure_url(measure)}#milestones-title"


def _next(measure: Any) -> list[Milestone]:
    """The earliest that is open; if nothing is, or the measure has ended, the last settled one."""
    milestones = sorted(measure.milestones.all(), key=_planned)
    waiting = [each for each in milestones if not each.is_settled and not measure.is_final]
    return waiting[:1] or [each for each in milestones if each.is_settled][-1:]


def _planned(milestone: Milestone) -> dt.date:
    return milestone.planned_on

"""Plan against actual for a field of action: its measures side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import charts
from core.components import Link
from core.figures import figures
from core.models import FieldOfAction, Measure, Milestone
from core.requests import PersonRequest

from .links import measure_url
from .refusing import page
from .selection import Selection
from .targets import total, total_chart
from .together import (
    RELATED,
    light_chart,
    milestone_chart,
    milestone_of,
    planned,
    waiting,
    years,
)


@page
@require_safe
def field(request: PersonRequest, *, pk: int) -> HttpResponse:
    found = get_object_or_404(FieldOfAction.objects.select_related("plan"), pk=pk)
    chosen = Selection.of(request, field=pk)
    measures = chosen.measures(*RELATED)
    sums = figures(measures)
    context = chosen.frame(sums) | {
        "field": found,
        "crumbs": [Link(label=str(found.plan), url=reverse("plan", args=[found.plan_id]))],
        "budget": total_chart(_("Plan und Ist der Kosten je Maßnahme"), [*map(_cost, measures)]),
        "light_chart": light_chart(chosen, sums),
        "year_chart": years(chosen, measures),
        "milestone_chart": _milestones(measures),
    }
    return render(request, "workflow/field_detail.html", context)


def _cost(measure: Measure) -> charts.Group:
    url = measure_url(measure)
    behind = f"{url}#money-title"
    return total(str(measure), (measure.total_expense, measure.actual_cost), (behind, behind), url)


def _milestones(measures: Iterable[Any]) -> charts.Gantt:
    rows = [milestone_of(measure, each) for measure in measures for each in _next(measure)]
    return milestone_chart(_("Nächster Meilenstein je Maßnahme"), rows)


def _next(measure: Any) -> list[Milestone]:
    """The one it waits for; if it waits for none, the last settled one."""
    settled = sorted((m for m in measure.milestones.all() if m.is_settled), key=planned)
    return waiting(measure) or settled[-1:]

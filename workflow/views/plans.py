"""Plan against actual for a plan: its fields of action side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import charts
from core.components import Column, Link
from core.figures import Figures, figures
from core.models import ActionPlan, FieldOfAction
from core.requests import PersonRequest
from core.views.links import link

from .measures import LIGHT_CHOICES
from .refusing import page
from .selection import Selection
from .targets import total, total_chart
from .together import RELATED, in_light, light_chart, milestone_chart, soonest, years

NEXT = 3
Fields = dict[FieldOfAction | None, list[Any]]
FieldFigures = list[tuple[FieldOfAction | None, Figures]]


@page
@require_safe
def plans(request: PersonRequest) -> HttpResponse:
    """Which plans there are; the only one is shown at once."""
    rows = list(ActionPlan.objects.all())
    if len(rows) == 1:
        return redirect("plan", pk=rows[0].pk)
    links = [Link(label=str(each), url=reverse("plan", args=[each.pk])) for each in rows]
    return render(request, "workflow/plan_list.html", {"links": links})


@page
@require_safe
def plan(request: PersonRequest, *, pk: int) -> HttpResponse:
    found = get_object_or_404(ActionPlan, pk=pk)
    chosen = Selection.of(request, plan=pk)
    measures = chosen.measures(*RELATED)
    within = _by_field(found, measures)
    fields, sums = [(each, figures(rows)) for each, rows in within.items()], figures(measures)
    context = chosen.frame(sums) | {
        "plan": found,
        "budget": _budget(chosen, fields),
        "year_chart": years(chosen, measures),
        "milestone_chart": _milestones(within),
        "light_chart": light_chart(chosen, sums),
        "columns": _columns(),
        "fields": [_row(chosen, *each) for each in fields],
    }
    return render(request, "workflow/plan_detail.html", context)


def _by_field(found: ActionPlan, measures: Iterable[Any]) -> Fields:
    """Every field of the plan with its measures, then what lies outside of them."""
    rows: Fields = {each: [] for each in found.fields.all()}
    for each in measures:
        rows.setdefault(each.field, []).append(each)
    return rows


def _milestones(within: Fields) -> charts.Gantt:
    """Field by field what is due first; the whole of a field stands on its own page."""
    rows = [
        replace(row, label=f"{_short(field)}: {row.label}")
        for field, measures in within.items()
        for row in soonest(measures, NEXT)
    ]
    title = _("Die nächsten Meilensteine je Handlungsfeld, höchstens %(number)d")
    return milestone_chart(title % {"number": NEXT}, rows)


def _short(field: FieldOfAction | None) -> str:
    return _("HF %(number)d") % {"number": field.number} if field else _("Ohne HF")


def _name(field: FieldOfAction | None) -> str:
    return str(field) if field else _("Ohne Handlungsfeld")


def _list(chosen: Selection, field: FieldOfAction | None, **more: str) -> str:
    """The measures of the field."""
    return chosen.url(field=field.pk if field else "null", **more)


def _url(chosen: Selection, field: FieldOfAction | None) -> str:
    """The page of the field; what belongs to none has only its list."""
    if field is None:
        return _list(chosen, field)
    return f"{reverse('field', args=[field.pk])}?verdict={chosen.verdict.value}"


def _budget(chosen: Selection, fields: FieldFigures) -> charts.PairedBars:
    groups = []
    for field, sums in fields:
        behind, euros = _list(chosen, field), (sums.planned, sums.actual)
        groups.append(total(_name(field), euros, (behind, behind), _url(chosen, field)))
    return total_chart(_("Plan und Ist der Kosten je Handlungsfeld"), groups)


def _columns() -> list[Column]:
    counts = [_("Maßnahmen"), *(str(capfirst(label)) for _code, label in LIGHT_CHOICES)]
    return [
        Column(label=_("Handlungsfeld")),
        *(Column(label=label, numeric=True) for label in counts),
    ]


def _row(chosen: Selection, field: FieldOfAction | None, sums: Figures) -> list[Any]:
    counts = [
        _count(in_light(sums, code), _list(chosen, field, light=code))
        for code, _label in LIGHT_CHOICES
    ]
    name = link(_url(chosen, field), _name(field))
    return [name, _count(sums.number, _list(chosen, field)), *counts]


def _count(number: int, url: str) -> Any:
    return link(url, str(number)) if number else "0"

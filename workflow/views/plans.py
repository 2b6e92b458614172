"""Plan against actual for a plan: its fields of action side by side."""

from __future__ import annotations

from collections.abc import Iterable
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

from .journey import LIGHTS
from .measures import LIGHT_CHOICES, NO_LIGHT
from .refusing import page
from .selection import Selection
from .targets import total, total_chart

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
    measures = chosen.measures()
    fields, sums = _by_field(found, measures), figures(measures)
    context = chosen.frame(sums) | {
        "plan": found,
        "budget": _budget(chosen, fields),
        "light_chart": _lights(chosen, sums),
        "columns": _columns(),
        "fields": [_row(chosen, *each) for each in fields],
    }
    return render(request, "workflow/plan_detail.html", context)


def _by_field(found: ActionPlan, measures: Iterable[Any]) -> FieldFigures:
    """Every field of the plan with its figures, then what lies outside of them."""
    rows: dict[FieldOfAction | None, list[Any]] = {each: [] for each in found.fields.all()}
    for each in measures:
        rows.setdefault(each.field, []).append(each)
    return [(field, figures(within)) for field, within in rows.items()]


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


def _lights(chosen: Selection, sums: Figures) -> charts.BarChart:
    values = [
        charts.Bar(
            label=str(capfirst(label)),
            value=_in_light(sums, code),
            tone=LIGHTS.get(code, "neutral"),
            url=chosen.url(light=code),
        )
        for code, label in LIGHT_CHOICES
    ]
    title, column = _("Maßnahmen nach der Ampel des letzten Sachstands"), _("Maßnahmen")
    return charts.bars(name="lights", title=title, column=column, values=values)


def _in_light(sums: Figures, code: str) -> int:
    return sums.lights[None if code == NO_LIGHT else code]


def _columns() -> list[Column]:
    counts = [_("Maßnahmen"), *(str(capfirst(label)) for _code, label in LIGHT_CHOICES)]
    return [
        Column(label=_("Handlungsfeld")),
        *(Column(label=label, numeric=True) for label in counts),
    ]


def _row(chosen: Selection, field: FieldOfAction | None, sums: Figures) -> list[Any]:
    counts = [
        _count(_in_light(sums, code), _list(chosen, field, light=code))
        for code, _label in LIGHT_CHOICES
    ]
    name = link(_url(chosen, field), _name(field))
    return [name, _count(sums.number, _list(chosen, field)), *counts]


def _count(number: int, url: str) -> Any:
    return link(url, str(number)) if number else "0"

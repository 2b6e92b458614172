"""The list of measures: narrowed, ordered, by page, and as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core import access
from core.components import Column
from core.models import ActionPlan, FieldOfAction, Measure, Organization, ProgressReport
from core.querysets import VERDICTS, MeasureQuerySet
from core.requests import PersonRequest
from core.spreadsheets import csv_lines
from core.steps import Status, Verdict
from core.templatetags.laufzettel import day, status_badge

from .links import measure_url
from .refusing import page

PAGE = 25
NO_LIGHT = "none"
LIGHT_CHOICES = [*ProgressReport.Light.choices, (NO_LIGHT, gettext_lazy("ohne Sachstand"))]
ORDERS = {
    "reference": "reference",
    "title": "title",
    "status": "status",
    "lead": "lead__name",
    "end": "planned_to",
}


class MeasureFilter(django_filters.FilterSet):
    """What the measures are narrowed by; it stands in the address."""

    text = django_filters.CharFilter(
        label=gettext_lazy("Suche"), method="with_text", max_length=100
    )
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Stand"), choices=Status.choices, empty_label=gettext_lazy("alle")
    )
    field = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Handlungsfeld"),
        queryset=FieldOfAction.objects.all(),
        empty_label=gettext_lazy("alle"),
        null_label=gettext_lazy("ohne Handlungsfeld"),
    )
    lead = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Federführung"),
        queryset=lambda request: Organization.objects.filter(
            pk__in=Measure.objects.visible_to(request.user).values("lead")
        ),
        empty_label=gettext_lazy("alle"),
    )
    verdict = django_filters.ChoiceFilter(
        label=gettext_lazy("Beschluss"),
        choices=Verdict.choices,
        empty_label=gettext_lazy("alle"),
        method="of_verdict",
    )
    light = django_filters.ChoiceFilter(
        label=gettext_lazy("Ampel"),
        choices=LIGHT_CHOICES,
        empty_label=gettext_lazy("alle"),
        method="in_light",
    )
    year = django_filters.NumberFilter(
        label=gettext_lazy("Haushaltsjahr"), method="with_money_in", min_value=1, max_value=9999
    )
    plan = django_filters.ModelChoiceFilter(
        queryset=ActionPlan.objects.all(), widget=forms.HiddenInput
    )

    def with_text(self, rows: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return rows.filter(
            Q(title__icontains=value)
            | Q(reference__icontains=value)
            | Q(description__icontains=value)
        )

    def of_verdict(self, rows: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return rows.filter(VERDICTS[Verdict(value)])

    def in_light(self, rows: MeasureQuerySet, name: str, value: str) -> QuerySet[Measure]:
        """By the newest approved report."""
        return rows.with_light().filter(light=None if value == NO_LIGHT else value)

    def with_money_in(self, rows: MeasureQuerySet, name: str, value: Decimal) -> QuerySet[Measure]:
        return rows.with_money_in(int(value))


def order_of(request: PersonRequest) -> str:
    """The order the address asks for; an unknown one is by number, newest first."""
    asked = request.GET.get("sort", "")
    return asked if asked.removeprefix("-") in ORDERS else "-reference"


def found(request: PersonRequest) -> MeasureFilter:
    """The measures the person may see, narrowed and ordered as the address says."""
    order = order_of(request)
    name = ("-" if order.startswith("-") else "") + ORDERS[order.removeprefix("-")]
    rows = Measure.objects.visible_to(request.user).select_related("lead", "field")
    return MeasureFilter(request.GET, queryset=rows.order_by(name, "pk"), request=request)


@page
@require_safe
def measures(request: PersonRequest) -> HttpResponse:
    """One page of the list."""
    narrowed = found(request)
    shown = Paginator(narrowed.qs, PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": narrowed.form,
        "page": shown,
        "sort": order_of(request),
        "columns": _columns(),
        "rows": [_row(measure) for measure in shown],
        "may_propose": may_propose(request),
    }
    return render(request, "workflow/measure_list.html", context)


def may_propose(request: PersonRequest) -> bool:
    return any(right in {"propose", "release"} for right, _unit in access.pairs(request.user))


def _columns() -> list[Column]:
    labels = {
        "reference": _("Nummer"),
        "title": _("Titel"),
        "status": _("Stand"),
        "lead": _("Federführung"),
        "end": _("Geplantes Ende"),
    }
    return [Column(label=label, sort=name) for name, label in labels.items()]


def _row(measure: Measure) -> list[Any]:
    title = format_html(
        '<a class="kern-link" href="{}">{}</a>', measure_url(measure), measure.title
    )
    status = status_badge(measure.status, measure.get_status_display())
    number = format_html('<span class="lz-nowrap">{}</span>', measure.reference)
    return [number, title, status, measure.lead, day(measure.planned_to)]


@page
@require_safe
def as_csv(request: PersonRequest) -> StreamingHttpResponse:
    """The whole narrowed list for a spreadsheet: semicolons, UTF-8 with its mark, German days."""
    answer = StreamingHttpResponse(
        _lines(found(request).qs), content_type="text/csv; charset=utf-8"
    )
    name = f"massnahmen-{localdate():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(rows: QuerySet[Measure]) -> Iterator[str]:
    heads = _("Nummer"), _("Titel"), _("Stand"), _("Federführung"), _("Handlungsfeld")
    head: list[Any] = [*heads, _("Geplanter Beginn"), _("Geplantes Ende")]
    yield from csv_lines(chain([head], map(_cells, rows.iterator(chunk_size=500))))


def _cells(measure: Measure) -> list[Any]:
    names = [measure.reference, measure.title, measure.get_status_display(), str(measure.lead)]
    return [*names, str(measure.field or ""), measure.planned_from, measure.planned_to]

"""The start page: what waits for me, for others, and what I have done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.components import Column, Link
from core.lifecycle import steps
from core.models import Person
from core.requests import PersonRequest
from core.steps import Status
from core.templatetags.laufzettel import due, moment, status_badge
from notifications.apps import undeliverable
from workflow import absences, attention, inbox, substitutes, vacancies
from workflow.models import Task

from .links import about, measure_url, step_url
from .measures import may_propose
from .refusing import page

PAGE = 25


class TaskFilter(django_filters.FilterSet):
    """What the tasks are narrowed by; it stands in the address."""

    text = django_filters.CharFilter(
        label=gettext_lazy("Suche"), method="with_text", max_length=100
    )
    status = django_filters.ChoiceFilter(
        field_name="process__status",
        label=gettext_lazy("Stand der Maßnahme"),
        choices=Status.choices,
        empty_label=gettext_lazy("alle"),
    )
    aufgabe = django_filters.ChoiceFilter(
        label=gettext_lazy("Art der Aufgabe"),
        choices=inbox.nodes,
        method="of_node",
        empty_label=gettext_lazy("alle"),
    )
    tab = django_filters.CharFilter(method="in_tab", widget=forms.HiddenInput)

    def with_text(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return inbox.with_text(rows, value)

    def of_node(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return inbox.of_node(rows, value)

    def in_tab(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        """The rows are those of the tab already; the name only has to stay in the address."""
        return rows


@page
@require_safe
def tasks(request: PersonRequest) -> HttpResponse:
    """The tasks of one tab, the most urgent first."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in inbox.TABS else "offen"
    found = TaskFilter(request.GET, queryset=inbox.tasks(request.user, tab))
    shown = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found.form,
        "tabs": _tabs(tab),
        "tab": inbox.TABS[tab],
        "may_propose": may_propose(request),
        "page": shown,
        "columns": _columns(tab),
        "rows": [_row(task, tab, localdate(), request.user) for task in shown],
        "recalls": attention.due(request.user),
        "undeliverable": undeliverable(request.user),
        "standing_in": substitutes.notices(request.user) + absences.notices(request.user),
        "vacant": vacancies.number(on=localdate()) if vacancies.sees_them(request.user) else 0,
    }
    return render(request, "workflow/task_list.html", context)


def _tabs(tab: str) -> list[Link]:
    return [
        Link(label=str(label), url=f"?tab={name}", current=name == tab)
        for name, label in inbox.TABS.items()
    ]


def _columns(tab: str) -> list[Column]:
    last = _("Erledigt am") if tab == "erledigt" else _("Frist")
    who = _("Entscheidung") if tab == "erledigt" else _("Zuständig")
    return [Column(label=each) for each in (_("Aufgabe"), _("Maßnahme"), _("Stand"), who, last)]


def _row(task: Task, tab: str, on: dt.date, person: Person) -> list[Any]:
    measure = task.process
    status = status_badge(measure.status, measure.get_status_display())
    name = format_html(
        '<span class="lz-number">{}</span> {}<br><span class="lz-muted">{}</span>',
        measure.reference,
        measure.title,
        measure.lead,
    )
    if tab == "erledigt":
        return [
            _link(task, measure_url(measure)),
            name,
            status,
            _decision(task),
            moment(task.finished),
        ]
    url = _task_url(task) if tab == "offen" else measure_url(measure)
    return [_link(task, url), name, status, _holder(task, tab, person), due(task.due_on, on)]


def _holder(task: Task, tab: str, person: Person) -> Any:
    """The organization, and in whose place the person acts for it."""
    absent = substitutes.in_whose_place(person, task) if tab == "offen" else None
    if absent is None:
        return task.owner_permission_obj
    said = inbox.standing_in(absent)
    return format_html("{}<br><strong>{}</strong>", task.owner_permission_obj, said)


def _link(task: Task, url: str) -> SafeString:
    return format_html('<a class="kern-link" href="{}">{}</a>', url, task.flow_task.task_title)


def _task_url(task: Task) -> str:
    """Straight to the form where the task has one answer, else to the measure."""
    actions = task.flow_task.actions
    if len(actions) > 1 or task.flow_task.name == "propose":
        return measure_url(task.process)
    return step_url(task.process, actions[0]) + about(task.pk, None)


def _decision(task: Task) -> str:
    step = steps().get(task.action)
    return str(step.label) if step else task.action

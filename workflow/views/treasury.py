"""The treasury's page: open confirmations by deadline, the budget's coverage, dates to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.components import Column, Link
from core.models import FundingSource
from core.requests import PersonRequest
from core.templatetags.laufzettel import badge, day, due, money, status_badge
from workflow import treasury
from workflow.forms.fields import Line, is_key
from workflow.models import Task
from workflow.offers import right_missing
from workflow.refusals import Forbidden
from workflow.rehearsal import PREVIEW, Told, rehearse
from workflow.source_dates import Due

from .links import about, measure_url, named, step_url
from .refusing import page

PAGE, AHEAD = 50, dt.timedelta(days=90)


class NoteForm(forms.Form):
    """What is said with every confirmation of a batch."""

    note = Line(label=gettext_lazy("Anmerkung zu allen"), max_length=2000, required=False)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: PersonRequest) -> HttpResponse:
    """Everything the treasury looks after; for nobody else.

    Sent, it says who would be told if what is ticked were confirmed.
    """
    _permit(request)
    told = _rehearsed(request) if PREVIEW in request.POST else None
    return _desk(request, NoteForm(request.POST or None), told=told)


def _rehearsed(request: PersonRequest) -> list[Told]:
    all_of_it = partial(treasury.confirm_all, actor=request.user, chosen=list(_chosen(request)))
    return rehearse(lambda: list(all_of_it()), by=request.user)


def _desk(
    request: PersonRequest, form: NoteForm, status: int = 200, told: list[Told] | None = None
) -> HttpResponse:
    today = localdate()
    waiting = treasury.open_confirmations(request.user)
    shown = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    dates = treasury.dates(request.user, until=today + AHEAD)
    covered = treasury.coverage(range(today.year - 1, today.year + 3))
    context = {
        "page": shown,
        "here": f"?page={shown.number}",
        "form": form,
        "told": told,
        "ticked": request.POST.getlist("aufgabe"),
        "rows": [_waiting(task, today) for task in shown],
        "covers": [_uncovered(task) for task in treasury.open_covers(request.user)[:PAGE]],
        "conditional": [_conditional(each) for each in treasury.conditional(request.user)],
        "condition_columns": _condition_columns(),
        "cover_columns": [Column(label=_("Maßnahme")), Column(label=_("Stand"))],
        "coverage": [_covered(e, today.year) for e in covered if e.is_used or e.year == today.year],
        "coverage_columns": _coverage_columns(),
        "dates": [_date(each, today) for each in dates],
        "date_columns": [Column(label=each) for each in (_("Quelle"), _("Was"), _("Frist"))],
    }
    return render(request, "workflow/treasury.html", context, status=status)


def _permit(request: PersonRequest) -> None:
    if not treasury.treasuries(request.user):
        raise Forbidden(right_missing([_("Kämmerei")]))


def _waiting(task: Task, today: dt.date) -> dict[str, Any]:
    source, measure = task.item, task.process
    return {
        "key": f"{task.pk}:{measure.version}",
        "measure": measure,
        "measure_url": measure_url(measure),
        "source": source,
        "amounts": [(part.year, money(part.amount)) for part in source.amounts.all()],
        "total": money(source.total),
        "due": due(task.due_on, today),
        "url": step_url(measure, "confirm_source") + about(task.pk, None),
    }


def _uncovered(task: Task) -> list[Any]:
    measure = task.process
    return [
        named(measure, "#money-title"),
        status_badge(measure.status, measure.get_status_display()),
    ]


def _condition_columns() -> list[Column]:
    texts = (_("Quelle"), _("Maßnahme"), _("Vorbehalt"), _("Seit"))
    return [
        *(Column(label=each) for each in texts),
        Column(label=_("Betrag"), numeric=True),
        Column(label=_("Einzeln")),
    ]


def _conditional(source: FundingSource) -> list[Any]:
    """A source under a condition, with the way to confirm it once that is met."""
    measure = source.measure
    name = format_html(
        '{}<br><span class="lz-muted">{}</span>', source.name, source.get_kind_display()
    )
    way = format_html(
        '<a class="kern-link" href="{}" aria-label="{}">{}</a>',
        step_url(measure, "confirm_source") + about(None, source),
        _("Vorbehalt von %(source)s erfüllt") % {"source": source.name},
        _("Vorbehalt erfüllt"),
    )
    since, amount = day(source.confirmed_at), money(source.total)
    return [name, named(measure), source.condition, since, amount, way]


def _coverage_columns() -> list[Column]:
    sums = (_("Ansatz"), _("Geplant"), _("Bestätigt"), _("Abgerufen"), _("Frei"))
    texts = (_("Haushaltsposition"), _("Jahr"))
    return [
        *(Column(label=each) for each in texts),
        *(Column(label=each, numeric=True) for each in sums),
        Column(label=_("Hinweis")),
    ]


def _covered(each: treasury.Coverage, year: int) -> list[Any]:
    name = format_html(
        '{}<br><span class="lz-muted">{}</span>', each.item, each.item.get_kind_display()
    )
    sums = [each.amount, each.planned, each.confirmed, each.drawn, each.free]
    return [name, each.year, *map(money, sums), _warning(each, year)]


def _warning(each: treasury.Coverage, year: int) -> str:
    """What is asked for beyond the budget; next year's may not exist yet."""
    if not each.is_short:
        return ""
    if each.amount is not None:
        return badge(_("reicht nicht für alles Geplante"), "warning")
    return badge(_("noch kein Ansatz") if each.year > year else _("kein Ansatz"), "warning")


def _date(each: Due, today: dt.date) -> list[Any]:
    measure = each.source.measure
    name = format_html(
        '<a class="kern-link" href="{}">{}</a><br><span class="lz-muted">{}</span>',
        measure_url(measure),
        each.source.name,
        measure.reference,
    )
    return [name, each.what, due(each.on, today)]


@page
@require_POST
def confirm(request: PersonRequest) -> HttpResponse:
    """Confirm everything that was ticked, and say of each what became of it."""
    _permit(request)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _desk(request, form, 422)
    chosen = list(_chosen(request))
    answers = list(treasury.confirm_all(actor=request.user, chosen=chosen, **form.cleaned_data))
    context = {
        "crumbs": [Link(label=_("Finanzierung"), url=reverse("treasury"))],
        "answers": answers,
        "confirmed": sum(not each.sentences for each in answers),
    }
    return render(request, "workflow/treasury_confirmed.html", context)


def _chosen(request: PersonRequest) -> Iterator[tuple[int, int]]:
    """Task and seen version of every ticked row; what is neither is no row."""
    for typed in request.POST.getlist("aufgabe")[:PAGE]:
        task, _colon, seen = typed.partition(":")
        if is_key(task) and is_key(seen):
            yield int(task), int(seen)

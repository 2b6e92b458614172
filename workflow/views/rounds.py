"""Progress reports over all measures: the rounds, how far each is, and what is not green."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from core.charts import Bar, bars
from core.components import Column, Link
from core.formfields import DayField
from core.models import ActionPlan, ProgressReport, ReportRequest, ReportRound
from core.requests import PersonRequest
from core.templatetags.laufzettel import badge, day, due
from workflow import rounds
from workflow.forms.fields import One, working
from workflow.refusals import Stale, StepRefused

from .journey import LIGHTS
from .links import named
from .refusing import page

PAGE = 50
State = ProgressReport.State


class OpenForm(forms.Form):
    """A new round: for which concept, and by when."""

    plan = One(
        label=gettext_lazy("Handlungskonzept"),
        queryset=ActionPlan.objects.all(),
        empty_label=None,
    )
    until = DayField(
        label=gettext_lazy("Sachstände bis"), help_text=gettext_lazy("Zum Beispiel 30.06.2027.")
    )

    def clean_until(self) -> dt.date:
        """Of a day that has passed, opening says so."""
        day: dt.date = self.cleaned_data["until"]
        return working(day) if day >= localdate() else day


def _may_open(request: PersonRequest) -> bool:
    return any(rounds.may_lead(request.user, plan) for plan in ActionPlan.objects.all())


@page
@require_safe
def reports(request: PersonRequest) -> HttpResponse:
    """The rounds, the newest first, and the watch list."""
    return _overview(request, OpenForm())


def _overview(request: PersonRequest, form: OpenForm, status: int = 200) -> HttpResponse:
    found = ReportRound.objects.select_related("plan", "published_by")[:PAGE]
    shown = Paginator(rounds.watched(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form if _may_open(request) else None,
        "rounds": [_round(each) for each in found],
        "round_columns": _columns(_("Sachstände bis"), _("Handlungskonzept"), _("Stand")),
        "page": shown,
        "watched": [_watched(each) for each in shown],
        "watched_columns": _columns(_("Maßnahme"), _("Ampel"), _("Sachstand"), _("Gemeldet am")),
    }
    return render(request, "workflow/report_list.html", context, status=status)


def _columns(*labels: str) -> list[Column]:
    return [Column(label=label) for label in labels]


def _round(row: ReportRound) -> list[Any]:
    url = reverse("report-round", args=[row.pk])
    link = format_html('<a class="kern-link" href="{}">{}</a>', url, day(row.until))
    return [link, row.plan, _state(row)]


def _state(row: ReportRound) -> Any:
    if row.published_at:
        return badge(_("veröffentlicht"), "success")
    return badge(_("läuft"), "info")


def _watched(measure: Any) -> list[Any]:
    label = ProgressReport.Light(measure.light).label
    light = badge(str(label), LIGHTS[measure.light])
    return [named(measure), light, measure.said, day(measure.said_at)]


@page
@require_POST
def begin(request: PersonRequest) -> HttpResponse:
    """Open a round and ask the first measures."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _overview(request, form, StepRefused.status)
    said = form.cleaned_data
    try:
        row = rounds.open_round(
            plan=said["plan"], until=said["until"], by=request.user, on=localdate()
        )
    except StepRefused as refused:
        form.add_error("until", str(refused))
        return _overview(request, form, refused.status)
    _ask(request, row)
    return redirect("report-round", pk=row.pk)


@page
@require_POST
def ask(request: PersonRequest, *, pk: int) -> HttpResponse:
    """Ask those that the round has not asked yet."""
    row = _found(pk)
    if row.published_at is None:
        _ask(request, row)
    return redirect("report-round", pk=row.pk)


def _ask(request: PersonRequest, row: ReportRound) -> None:
    asked = rounds.ask(row, by=request.user, most=rounds.AT_ONCE)
    said = ngettext(
        "%(number)d Maßnahme ist um einen Sachstand gebeten.",
        "%(number)d Maßnahmen sind um einen Sachstand gebeten.",
        asked,
    )
    messages.success(request, said % {"number": asked})


def _found(pk: int) -> ReportRound:
    return get_object_or_404(ReportRound.objects.select_related("plan__office"), pk=pk)


@page
@require_safe
def detail(request: PersonRequest, *, pk: int) -> HttpResponse:
    """How far a round is, and every measure of it the person may see."""
    return _shown(request, _found(pk))


def _shown(
    request: PersonRequest, row: ReportRound, status: int = 200, fault: str = ""
) -> HttpResponse:
    shown = Paginator(rounds.requests_of(row, request.user), PAGE).get_page(request.GET.get("page"))
    leads = rounds.may_lead(request.user, row.plan) and row.published_at is None
    far = rounds.progress(row, on=localdate()) if rounds.may_lead(request.user, row.plan) else None
    context = {
        "round": row,
        "crumbs": [Link(label=_("Sachstände"), url=reverse("reports"))],
        "progress": far,
        "chart": _chart(far) if far else None,
        "leads": leads,
        "fault": fault,
        "page": shown,
        "rows": [_request(each) for each in shown],
        "columns": _columns(_("Maßnahme"), _("Frist"), _("Stand"), _("Ampel"), _("Sachstand")),
    }
    return render(request, "workflow/report_round.html", context, status=status)


def _chart(far: rounds.Progress) -> Any:
    values = [
        Bar(label=_("abgenommen"), value=far.approved, tone="success"),
        Bar(label=_("noch abzunehmen"), value=far.submitted),
        Bar(label=_("fehlt noch, in der Frist"), value=far.missing - far.late, tone="warning"),
        Bar(label=_("überfällig"), value=far.late, tone="danger"),
    ]
    title = _("Stand der Berichtsrunde")
    return bars(name="round", title=title, column=_("Maßnahmen"), values=values)


def _request(row: ReportRequest) -> list[Any]:
    report = row.report
    state = badge(report.get_state_display()) if report else badge(_("fehlt"), "warning")
    light = badge(report.get_light_display(), LIGHTS[report.light]) if report else "–"
    left = due(row.due_on, localdate()) if row.is_open else day(row.due_on)
    return [named(row.measure), left, state, light, report.text if report else "–"]


@page
@require_POST
def publish(request: PersonRequest, *, pk: int) -> HttpResponse:
    """End the round; sent twice it is ended once."""
    row = _found(pk)
    try:
        rounds.publish(row, by=request.user)
    except StepRefused as refused:
        return _shown(request, row, refused.status, str(refused))
    except Stale:
        messages.info(request, _("Die Berichtsrunde war schon veröffentlicht."))
    else:
        messages.success(request, _("Die Berichtsrunde ist veröffentlicht."))
    return redirect("report-round", pk=row.pk)

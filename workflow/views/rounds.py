"""Progress reports over all measures: the rounds, how far each is, and what is not green."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.charts import Bar, bars
from core.components import Column, Link, Tone
from core.deviations import of_several
from core.formfields import DayField
from core.models import ActionPlan, ProgressReport, ReportRequest, ReportRound
from core.requests import PersonRequest
from core.templatetags.laufzettel import badge, day, due
from workflow import rounds
from workflow.forms.fields import One, working
from workflow.refusals import Stale, StepRefused
from workflow.rehearsal import PREVIEW, Told, rehearse

from .journey import LIGHTS
from .links import named
from .refusing import page

PAGE = 50
STANDINGS = {
    "approved": gettext_lazy("abgenommen"),
    "submitted": gettext_lazy("noch abzunehmen"),
    "missing": gettext_lazy("fehlt noch, in der Frist"),
    "late": gettext_lazy("überfällig"),
}
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
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: PersonRequest) -> HttpResponse:
    """The rounds, the newest first, and the watch list; sent, who would be told of a new round."""
    if PREVIEW in request.POST:
        return _opening(request, lambda form: _overview(request, form, told=_told(request, form)))
    return _overview(request, OpenForm())


def _told(request: PersonRequest, form: OpenForm) -> list[Told]:
    return rehearse(lambda: _ask_all(request, _opened(request, form)), by=request.user)


def _overview(
    request: PersonRequest, form: OpenForm, status: int = 200, told: list[Told] | None = None
) -> HttpResponse:
    found = ReportRound.objects.select_related("plan", "published_by")[:PAGE]
    shown = Paginator(rounds.watched(request.user), PAGE).get_page(request.GET.get("page"))
    deviating = of_several(list(shown), on=localdate())
    context = {
        "form": form if _may_open(request) else None,
        "told": told,
        "rounds": [_round(each) for each in found],
        "round_columns": _columns(_("Sachstände bis"), _("Handlungskonzept"), _("Stand")),
        "page": shown,
        "watched": [_watched(each, deviating[each.pk]) for each in shown],
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


def _watched(measure: Any, deviations: Sequence[str]) -> list[Any]:
    """With a mark on what leaves the decision beyond the tolerance, and why."""
    label = ProgressReport.Light(measure.light).label
    light = badge(str(label), LIGHTS[measure.light])
    if not deviations:
        return [named(measure), light, measure.said, day(measure.said_at)]
    marked = format_html("{}<br>{}", light, badge(_("Abweichung"), "warning"))
    why = format_html_join("", '<br><span class="lz-muted">{}</span>', ((d,) for d in deviations))
    return [named(measure), marked, format_html("{}{}", measure.said, why), day(measure.said_at)]


@page
@require_POST
def begin(request: PersonRequest) -> HttpResponse:
    """Open a round and ask the first measures."""
    return _opening(request, lambda form: _begun(request, form))


def _opening(request: PersonRequest, act: Callable[[OpenForm], HttpResponse]) -> HttpResponse:
    """Do it with what was typed, or say why it cannot be done."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _overview(request, form, StepRefused.status)
    try:
        return act(form)
    except StepRefused as refused:
        form.add_error("until", str(refused))
        return _overview(request, form, refused.status)


def _opened(request: PersonRequest, form: OpenForm) -> ReportRound:
    return rounds.open_round(**form.cleaned_data, by=request.user, on=localdate())


def _begun(request: PersonRequest, form: OpenForm) -> HttpResponse:
    row = _opened(request, form)
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


def _ask_all(request: PersonRequest, row: ReportRound) -> int:
    return rounds.ask(row, by=request.user, most=rounds.AT_ONCE)


def _ask(request: PersonRequest, row: ReportRound) -> None:
    asked = _ask_all(request, row)
    said = ngettext(
        "%(number)d Maßnahme ist um einen Sachstand gebeten.",
        "%(number)d Maßnahmen sind um einen Sachstand gebeten.",
        asked,
    )
    messages.success(request, said % {"number": asked})


def _found(pk: int) -> ReportRound:
    return get_object_or_404(ReportRound.objects.select_related("plan__office"), pk=pk)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: PersonRequest, *, pk: int) -> HttpResponse:
    """How far a round is, and every measure of it the person may see.

    Sent, it says who would be told if those not asked yet were asked.
    """
    row = _found(pk)
    if PREVIEW in request.POST and row.published_at is None:
        return _shown(request, row, told=rehearse(partial(_ask_all, request, row), by=request.user))
    return _shown(request, row)


def _shown(
    request: PersonRequest,
    row: ReportRound,
    status: int = 200,
    fault: str = "",
    told: list[Told] | None = None,
) -> HttpResponse:
    standing, on = request.GET.get("stand", ""), localdate()
    found = rounds.requests_of(row, request.user, standing, on=on)
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    leads = rounds.may_lead(request.user, row.plan) and row.published_at is None
    far = rounds.progress(row, on=on) if rounds.may_lead(request.user, row.plan) else None
    context = {
        "round": row,
        "crumbs": [Link(label=_("Sachstände"), url=reverse("reports"))],
        "progress": far,
        "chart": _chart(far) if far else None,
        "only": STANDINGS.get(standing, ""),
        "leads": leads,
        "fault": fault,
        "told": told,
        "page": shown,
        "rows": [_request(each) for each in shown],
        "columns": _columns(_("Maßnahme"), _("Frist"), _("Stand"), _("Ampel"), _("Sachstand")),
    }
    return render(request, "workflow/report_round.html", context, status=status)


def _chart(far: rounds.Progress) -> Any:
    """Each bar leads to the requests it counts, below on the same page."""
    counts: dict[str, tuple[int, Tone]] = {
        "approved": (far.approved, "success"),
        "submitted": (far.submitted, "info"),
        "missing": (far.missing - far.late, "warning"),
        "late": (far.late, "danger"),
    }
    values = [
        Bar(
            label=str(STANDINGS[name]),
            value=value,
            tone=tone,
            url=f"?stand={name}#anfragen" if value else "",
        )
        for name, (value, tone) in counts.items()
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

"""The page of the minutes: enter them, see what is provisional, confirm it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core import result_words
from core.components import Column, Link
from core.formfields import DayField
from core.models import AgendaItem, Meeting
from core.requests import PersonRequest
from core.templatetags.laufzettel import badge
from core.views.links import link
from workflow.forms.fields import Line
from workflow.meetings import agenda as making
from workflow.meetings import door
from workflow.meetings import minutes as keeping
from workflow.meetings.recording import sentences_of
from workflow.refusals import Stale, StepRefused

from .links import about, step_url
from .refusing import page
from .sittings import found, refused_page, seen_by


class MinutesForm(forms.Form):
    """Where the minutes lie, and of which day they are."""

    reference = Line(
        label=gettext_lazy("Fundstelle"),
        help_text=gettext_lazy("Zum Beispiel: Niederschrift 7/2026."),
    )
    dated = DayField(label=gettext_lazy("vom"))

    def clean_dated(self) -> Any:
        day = self.cleaned_data["dated"]
        if day and day > localdate():
            raise forms.ValidationError(_("Der Tag liegt in der Zukunft."))
        return day


@page
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: PersonRequest, *, pk: int) -> HttpResponse:
    """Enter the minutes of a sitting."""
    row = found(pk)
    door.permit(request.user, row)
    form = MinutesForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _shown(request, row, form)
    if not form.is_valid():
        return _shown(request, row, form, StepRefused.status)
    try:
        keeping.enter_minutes(
            actor=request.user, meeting=pk, seen=seen_by(request), **form.cleaned_data
        )
    except (Stale, StepRefused) as refused:
        for sentence in sentences_of(refused):
            form.add_error(None, sentence)
        return _shown(request, found(pk), form, refused.status)
    messages.success(request, _("Die Niederschrift ist eingetragen."))
    return redirect("meeting-minutes", pk=pk)


def _shown(
    request: PersonRequest, row: Meeting, form: MinutesForm, status: int = 200
) -> HttpResponse:
    known = list(row.minutes.order_by("version"))
    rows = [item for item in making.items(row) if item.result.published_at]
    context = {
        "meeting": row,
        "form": form,
        "crumbs": [
            Link(label=_("Sitzungen"), url=reverse("meetings")),
            Link(label=str(row), url=reverse("meeting", args=[row.pk])),
        ],
        "known": known,
        "columns": [
            Column(label=label)
            for label in (_("TOP"), _("Betreff"), _("Ergebnis"), _("Stand"), _("Abweichung"))
        ],
        "rows": [_row(item, known[-1].pk if known else 0) for item in rows],
        "left": len(keeping.to_confirm(row)) if known else 0,
    }
    return render(request, "workflow/meeting_minutes.html", context, status=status)


def _row(item: AgendaItem, newest: int) -> list[Any]:
    result = item.result
    if result.minutes_id and result.minutes_id == newest:
        standing = badge(_("bestätigt"), "success")
    elif result.minutes_id:
        standing = badge(_("bestätigt gegen eine ältere Fassung"), "warning")
    else:
        standing = badge(_("vorläufig"), "info")
    return [item.number, item.title, result_words.short(result), standing, _ways(item)]


def _ways(item: AgendaItem) -> Any:
    """Where a result is confirmed with its page, or corrected if the minutes say otherwise."""
    station = item.station
    if station is None or station.measure is None:
        return "–"
    url = step_url(station.measure, "confirm_result") + about(None, station)
    return link(url, _("Vergleichen"))


@page
@require_POST
def confirm(request: PersonRequest, *, pk: int) -> HttpResponse:
    """Confirm all results as they were published."""
    row = found(pk)
    door.permit(request.user, row)
    try:
        answers = list(keeping.confirm_all(actor=request.user, meeting=pk))
    except StepRefused as refused:
        return refused_page(request, row, refused)
    for answer in answers:
        for sentence in answer.sentences:
            messages.error(request, f"TOP {answer.item.number}: {sentence}")
    number = sum(answer.done for answer in answers)
    messages.success(request, _("Bestätigt: %(number)d.") % {"number": number})
    return redirect("meeting-minutes", pk=pk)

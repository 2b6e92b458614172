"""How a route fits into the calendar: backwards from a wished decision, forwards from today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core import scheduling
from core.components import Column, Link
from core.formfields import DayField
from core.models import Consultation
from core.requests import PersonRequest
from core.scheduling import Slot
from core.templatetags.laufzettel import day
from core.views.links import link
from workflow.entrance import seen_by

from .links import measure_url
from .refusing import page


class WishForm(forms.Form):
    """By when the decision is wished; it stands in the address."""

    bis = DayField(label=gettext_lazy("Entscheidung gewünscht bis"), required=False)


@page
@require_safe
def timetable(request: PersonRequest, *, reference: str) -> HttpResponse:
    """Two tables about the stations that are still to be heard."""
    measure, today = seen_by(request.user, reference), localdate()
    stations = [s for s in measure.planned_stations if s.closed_at is None]
    form = WishForm(request.GET)
    wished = form.cleaned_data.get("bis") if form.is_valid() else None
    calendar = scheduling.calendars(stations, from_=today)
    soonest = scheduling.earliest_sittings(stations, from_=today, calendar=calendar)
    context: dict[str, Any] = {
        "measure": measure,
        "crumbs": [Link(label=measure.reference, url=measure_url(measure))],
        "form": form,
        "columns": [
            Column(label=label)
            for label in (_("Station"), _("Sitzung"), _("Vorlage bis"), _("Verspätete Vorlagen"))
        ],
        "soonest": [_row(slot) for slot in soonest],
        "decided": _decided(soonest),
    }
    if wished:
        slots = scheduling.latest_sittings(stations, decided_by=wished, calendar=calendar)
        context |= {
            "wished": [_row(slot) for slot in slots],
            "verdict": _verdict(slots, today),
        }
    return render(request, "workflow/measure_timetable.html", context)


def _row(slot: Slot) -> list[Any]:
    station: Consultation = slot.station
    name = f"{station.order}. {station}"
    policy = station.organization.get_hand_in_policy_display()
    if slot.meeting is None:
        return [name, slot.sentence, "–", policy]
    sitting = link(reverse("meeting", args=[slot.meeting.pk]), day(slot.day))
    return [name, sitting, day(slot.hand_in), policy]


def _decided(slots: Sequence[Slot]) -> str:
    """When the deciding station can be reached at the earliest."""
    last = slots[-1] if slots else None
    if last is None or last.day is None:
        return _("Eine Entscheidung ist mit den Sitzungen im Kalender nicht zu erreichen.")
    return _("Frühestens entschieden am %(day)s.") % {"day": day(last.day)}


def _verdict(slots: Sequence[Slot], today: dt.date) -> str:
    """Whether the wish can still be met, and until when the paper has to be handed in."""
    until = scheduling.hand_in_until(slots)
    if until is None or any(slot.meeting is None for slot in slots):
        return _("Bis dahin ist die Entscheidung nicht zu erreichen.")
    if until < today:
        return _("Die Vorlage hätte bis zum %(day)s vorliegen müssen.") % {"day": day(until)}
    return _("Die Vorlage muss bis zum %(day)s vorliegen.") % {"day": day(until)}

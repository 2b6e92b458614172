"""The calendar: the sittings of all bodies as a list or a month, and what changes them."""

from __future__ import annotations

import datetime as dt
from calendar import Calendar
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.components import Column, Link
from core.models import Meeting, Organization, Recess
from core.navigation import holds
from core.requests import PersonRequest
from core.templatetags.laufzettel import badge, day
from core.views.links import link
from workflow.forms.bodies import bodies
from workflow.forms.fields import is_key
from workflow.forms.meetings import DETAILS, CancelForm, DetailsForm, MeetingForm
from workflow.meetings import calendar as keeping
from workflow.meetings import door
from workflow.meetings.recording import sentences_of
from workflow.offers import right_missing
from workflow.refusals import Forbidden, Stale, StepRefused
from workflow.rehearsal import PREVIEW, Told, rehearse

from .refusing import page
from .sittings import found, posted, seen_by

PAGE = 50
may_plan = holds("record")
TONES = {"cancelled": "danger", "closed": "success", "invited": "info"}


class CalendarFilter(forms.Form):
    """What the calendar is narrowed by; it stands in the address."""

    gremium = forms.ModelChoiceField(
        label=gettext_lazy("Gremium"),
        queryset=Organization.objects.none(),
        required=False,
        empty_label=gettext_lazy("alle"),
    )
    vergangen = forms.BooleanField(label=gettext_lazy("auch vergangene"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field: Any = self.fields["gremium"]
        field.queryset = bodies()

    def narrow(self, rows: QuerySet[Meeting], *, on: dt.date) -> QuerySet[Meeting]:
        wanted = self.cleaned_data if self.is_valid() else {}
        if body := wanted.get("gremium"):
            rows = rows.of(body)  # type: ignore[attr-defined]  # the manager's own queryset
        return rows if wanted.get("vergangen") else rows.filter(day__gte=on)


@page
@require_safe
def meetings(request: PersonRequest) -> HttpResponse:
    """The sittings as a list, or one month of them."""
    month = _month(request.GET.get("monat", ""))
    return _as_month(request, month) if month else _as_list(request)


def _month(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _as_list(request: PersonRequest) -> HttpResponse:
    form, today = CalendarFilter(request.GET), localdate()
    rows = form.narrow(Meeting.objects.select_related("organization"), on=today)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    labels = _("Tag"), _("Gremium"), _("Ort"), _("Stand")
    context = {
        "filter": form,
        "page": shown,
        "columns": [Column(label=label) for label in labels],
        "rows": [_row(row) for row in shown],
        "tabs": _tabs(today, current="list"),
        "may_plan": may_plan(request.user),
    }
    return render(request, "workflow/meeting_list.html", context)


def _tabs(month: dt.date, *, current: str) -> list[Link]:
    return [
        Link(label=_("Liste"), url=reverse("meetings"), current=current == "list"),
        Link(label=_("Monat"), url=f"?monat={month:%Y-%m}", current=current == "month"),
    ]


def _row(row: Meeting) -> list[Any]:
    when = f"{day(row.day)}, {row.begins:%H:%M}" if row.begins else day(row.day)
    unusual = row.form != Meeting.Form.ORDINARY
    name = f"{row.organization} ({row.get_form_display()})" if unusual else row.organization
    return [link(reverse("meeting", args=[row.pk]), when), name, row.room, _state(row)]


def _state(row: Meeting) -> Any:
    tone = TONES.get(row.state, "neutral")
    return badge(row.get_state_display(), tone)


def _as_month(request: PersonRequest, first: dt.date) -> HttpResponse:
    """A table of weeks; days outside the month are left empty."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    begins, ends = weeks[0][0], weeks[-1][-1]
    rows = Meeting.objects.filter(day__range=(begins, ends)).select_related("organization")
    recesses = list(Recess.objects.filter(ends_on__gte=begins, begins_on__lte=ends))
    by_day: dict[dt.date, list[Meeting]] = {}
    for row in rows:
        by_day.setdefault(row.day, []).append(row)
    context = {
        "title": date_format(first, "F Y"),
        "weeks": [[_day(each, first, by_day, recesses) for each in week] for week in weeks],
        "names": [date_format(each, "D") for each in weeks[0]],
        "before": f"?monat={first - dt.timedelta(days=1):%Y-%m}",
        "after": f"?monat={first + dt.timedelta(days=31):%Y-%m}",
        "tabs": _tabs(first, current="month"),
        "may_plan": may_plan(request.user),
    }
    return render(request, "workflow/meeting_month.html", context)


def _day(
    each: dt.date,
    first: dt.date,
    by_day: dict[dt.date, list[Meeting]],
    recesses: Sequence[Recess],
) -> dict[str, Any]:
    free = next((r.name for r in recesses if r.begins_on <= each <= r.ends_on), "")
    return {
        "day": each,
        "inside": each.month == first.month,
        "today": each == localdate(),
        "recess": free,
        "meetings": by_day.get(each, ()),
    }


# ---- what changes a sitting ---------------------------------------------------------------------


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Plan a sitting, or a series of them."""
    if not may_plan(request.user):
        raise Forbidden(right_missing([_("Sitzungsdienst")]))
    form = MeetingForm(request.POST or None, person=request.user)
    if request.method != "POST":
        return _form(request, form, _("Neue Sitzung"), reverse("meetings"))
    if not form.is_valid():
        return _form(request, form, _("Neue Sitzung"), reverse("meetings"), StepRefused.status)
    try:
        made = _planned(request, form.cleaned_data)
    except StepRefused as refused:
        _told(form, refused)
        return _form(request, form, _("Neue Sitzung"), reverse("meetings"), refused.status)
    said = _("Angelegt: %(number)d.") % {"number": len(made)}
    messages.success(request, said)
    return redirect("meeting", pk=made[0].pk) if made else redirect("meetings")


def _planned(request: PersonRequest, data: dict[str, Any]) -> list[Meeting]:
    weeks, until = data.pop("weeks"), data.pop("until")
    if weeks:
        return keeping.plan_series(actor=request.user, data=data, weeks=weeks, until=until)
    return [keeping.plan_meeting(actor=request.user, data=data)]


def _told(form: forms.Form, refused: StepRefused | Stale) -> None:
    for sentence in sentences_of(refused):
        form.add_error(None, sentence)


def _form(
    request: PersonRequest,
    form: forms.Form,
    title: str,
    back: str,
    status: int = 200,
    *,
    seen: int | None = None,
    told: list[Told] | None = None,
) -> HttpResponse:
    context = {
        "told": told,
        "form": form,
        "title": title,
        "back": back,
        "seen": seen,
        "crumbs": [Link(label=_("Sitzungen"), url=reverse("meetings"))],
    }
    return render(request, "workflow/meeting_form.html", context, status=status)


Change = Callable[[PersonRequest, Meeting, dict[str, Any]], object]


def _changing(title: Any, made: Callable[[Any, Meeting], forms.Form], change: Change) -> Any:
    """A page with a form about one sitting; a refusal gives back what was typed."""

    @page
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: PersonRequest, *, pk: int) -> HttpResponse:
        row = found(pk)
        door.permit(request.user, row)
        back, here = reverse("meeting", args=[pk]), str(title)
        form = made(request.POST if request.method == "POST" else None, row)
        if request.method != "POST":
            return _form(request, form, here, back, seen=row.version)
        stand = request.POST.get("stand", "")
        seen = int(stand) if is_key(stand) else 0
        if not form.is_valid():
            return _form(request, form, here, back, StepRefused.status, seen=seen)
        act = partial(change, request, row, form.cleaned_data)
        try:
            if PREVIEW in request.POST:
                told = rehearse(act, by=request.user)
                return _form(request, form, here, back, seen=seen, told=told)
            act()
        except (Stale, StepRefused) as refused:
            _told(form, refused)
            return _form(request, form, here, back, refused.status, seen=found(pk).version)
        messages.success(request, _("Gespeichert."))
        return redirect("meeting", pk=pk)

    return view


def _details(data: Any, row: Meeting) -> DetailsForm:
    known = {name: getattr(row, name) for name in DETAILS if name != "joint_with"}
    return DetailsForm(data, initial=known | {"joint_with": list(row.joint_with.all())})


edit = _changing(
    gettext_lazy("Sitzung ändern oder verlegen"),
    _details,
    lambda request, row, data: keeping.change_meeting(
        actor=request.user, meeting=row.pk, seen=seen_by(request), data=data
    ),
)
cancel = _changing(
    gettext_lazy("Sitzung absagen"),
    lambda data, row: CancelForm(data),
    lambda request, row, data: keeping.cancel_meeting(
        actor=request.user, meeting=row.pk, seen=seen_by(request), reason=data["reason"]
    ),
)


def _revive(request: PersonRequest, pk: int, seen: int) -> str:
    keeping.revive_meeting(actor=request.user, meeting=pk, seen=seen)
    return _("Die Sitzung ist wieder angesetzt.")


revive = require_POST(posted(_revive))

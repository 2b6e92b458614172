"""Who was at a sitting, who may not vote on an item, and the objection to a circulation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.components import Column, Link
from core.models import Attendance, Exclusion, Meeting
from core.models.provision import paragraph
from core.requests import PersonRequest
from workflow.forms.agenda import ExclusionForm, ObjectionForm
from workflow.forms.fields import is_key
from workflow.meetings import attendance as present
from workflow.meetings import door
from workflow.meetings.recording import sentences_of
from workflow.refusals import Stale, StepRefused

from .refusing import page
from .sittings import found, posted, seen_by


@page
@require_safe
def attendance(request: PersonRequest, *, pk: int) -> HttpResponse:
    """The list of seats, and who is excluded from which item."""
    row = found(pk)
    door.permit(request.user, row)
    return _shown(request, row)


def _shown(
    request: PersonRequest,
    row: Meeting,
    *,
    exclusion: ExclusionForm | None = None,
    objection: ObjectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    seats = list(present.seats_of(row))
    noted = dict(Attendance.objects.filter(meeting=row).values_list("seat", "kind"))
    ground = paragraph("exclusion", on=row.day)
    rows = Exclusion.objects.filter(item__meeting=row).select_related("item", "seat__faction")
    context = {
        "meeting": row,
        "crumbs": [
            Link(label=_("Sitzungen"), url=reverse("meetings")),
            Link(label=str(row), url=reverse("meeting", args=[row.pk])),
        ],
        "seats": [_seat(seat, noted.get(seat.pk, "")) for seat in seats],
        "kinds": Attendance.Kind.choices,
        "quorum": _quorum(seats, noted, row),
        "exclusions": [[each.item, each.seat, each.ground] for each in rows],
        "exclusion_columns": [
            Column(label=label) for label in (_("TOP"), _("Mitglied"), _("Grundlage"))
        ],
        "exclusion": exclusion
        or ExclusionForm(meeting=row, seats=present.seats_of(row), ground=ground),
        "objection": None,
    }
    if row.form == Meeting.Form.CIRCULATION and not row.is_over:
        context["objection"] = objection or ObjectionForm(seats=present.seats_of(row))
    return render(request, "workflow/meeting_attendance.html", context, status=status)


def _seat(seat: Any, kind: str) -> dict[str, Any]:
    return {
        "key": seat.pk,
        "name": seat,
        "function": seat.get_function_display(),
        "kind": kind,
    }


def _quorum(seats: list[Any], noted: dict[int, str], row: Meeting) -> str:
    """Whether the body could decide, with the paragraph that says so."""
    voting = [seat for seat in seats if seat.votes]
    there = sum(noted.get(seat.pk) == Attendance.Kind.PRESENT for seat in voting)
    if not noted or not voting:
        return ""
    values = {
        "there": there,
        "all": len(voting),
        "ground": paragraph("attendance", on=row.day),
    }
    if there * 2 > len(voting):
        return (
            _("%(there)d von %(all)d Stimmberechtigten anwesend: beschlussfähig (%(ground)s).")
            % values
        )
    return (
        _("%(there)d von %(all)d Stimmberechtigten anwesend: nicht beschlussfähig (%(ground)s).")
        % values
    )


def _note(request: PersonRequest, pk: int, seen: int) -> str:
    typed = {key.removeprefix("sitz-"): str(value) for key, value in request.POST.items()}
    kinds = {int(key): value for key, value in typed.items() if is_key(key) and value}
    present.note_attendance(actor=request.user, meeting=pk, seen=seen, present=kinds)
    return _("Die Anwesenheit ist gespeichert.")


note = posted(_note)


@page
@require_POST
def exclude(request: PersonRequest, *, pk: int) -> HttpResponse:
    """Note a conflict of interest."""
    row = found(pk)
    door.permit(request.user, row)
    form = ExclusionForm(request.POST, meeting=row, seats=present.seats_of(row))
    if not form.is_valid():
        return _shown(request, row, exclusion=form, status=StepRefused.status)
    try:
        present.exclude(actor=request.user, meeting=pk, seen=seen_by(request), **form.cleaned_data)
    except (Stale, StepRefused) as refused:
        for sentence in sentences_of(refused):
            form.add_error(None, sentence)
        return _shown(request, found(pk), exclusion=form, status=refused.status)
    messages.success(request, _("Das Mitwirkungsverbot ist vermerkt."))
    return redirect("meeting-attendance", pk=pk)


@page
@require_POST
def stop(request: PersonRequest, *, pk: int) -> HttpResponse:
    """A member objects to the circulation."""
    row = found(pk)
    door.permit(request.user, row)
    form = ObjectionForm(request.POST, seats=present.seats_of(row))
    if not form.is_valid():
        return _shown(request, row, objection=form, status=StepRefused.status)
    try:
        present.stop_circulation(
            actor=request.user, meeting=pk, seen=seen_by(request), **form.cleaned_data
        )
    except (Stale, StepRefused) as refused:
        for sentence in sentences_of(refused):
            form.add_error(None, sentence)
        return _shown(request, found(pk), objection=form, status=refused.status)
    messages.success(request, _("Das Umlaufverfahren ist beendet; alles wartet auf eine Sitzung."))
    return redirect("meeting", pk=pk)

"""The calendar of sittings: plan, change, move, cancel and revive; what hangs on one follows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core import access, deadlines
from core.models import Consultation, Meeting, MeetingEntry, Organization, Person, Recess
from workflow import engine
from workflow.offers import right_missing
from workflow.refusals import Forbidden
from workflow.transactions import one_transaction

from .agenda import refuse, reschedule
from .door import RECORD, bodies_of, locked, note

What, State = MeetingEntry.What, Meeting.State
FIELDS = ("number", "form", "day", "begins", "room", "public", "uid", "sequence")
MOST = 120  # sittings one series may make


@one_transaction
def plan_meeting(*, actor: Person, data: Mapping[str, Any]) -> Meeting:
    """A new sitting of a body the person serves (403 otherwise)."""
    body: Organization = data["organization"]
    if not access.may(actor, RECORD, body.pk):
        holder = _("Sitzungsdienst: %(body)s") % {"body": body}
        raise Forbidden(right_missing([holder]))
    _refuse_twin(body, data)
    values = {name: data[name] for name in FIELDS if data.get(name) is not None}
    made = Meeting.objects.create(organization=body, **values)
    made.joint_with.set(data.get("joint_with") or ())
    note(made, actor=actor, what=What.PLANNED, about=str(made))
    return made


def _refuse_twin(body: Organization, data: Mapping[str, Any], *, other_than: int = 0) -> None:
    if data.get("begins") is None:
        return
    same = Meeting.objects.taking_place().filter(
        organization=body,
        day=data["day"],
        begins=data["begins"],
        form=data.get("form") or Meeting.Form.ORDINARY,
    )
    if same.exclude(pk=other_than).exists():
        raise refuse(_("Das Gremium tagt zu dieser Zeit schon."))


@one_transaction
def plan_series(
    *, actor: Person, data: Mapping[str, Any], weeks: int, until: dt.date
) -> list[Meeting]:
    """Sittings every so many weeks up to a day; recess and public holidays are left out."""
    numbers = _numbers(data.get("number"))
    return [
        plan_meeting(actor=actor, data={**data, "day": day, "number": next(numbers)})
        for day in series(data["day"], weeks=weeks, until=until)
    ]


def series(first: dt.date, *, weeks: int, until: dt.date) -> list[dt.date]:
    """The days of a series that are working days outside every recess; 120 at most."""
    recesses = list(Recess.objects.filter(ends_on__gte=first, begins_on__lte=until))
    days: list[dt.date] = []
    day = first
    while day <= until and len(days) < MOST:
        free = any(recess.begins_on <= day <= recess.ends_on for recess in recesses)
        if deadlines.is_working_day(day) and not free:
            days.append(day)
        day += dt.timedelta(weeks=weeks)
    return days


def _numbers(first: int | None) -> Iterator[int | None]:
    while True:
        yield first
        first = None if first is None else first + 1


@one_transaction
def change_meeting(*, actor: Person, meeting: int, seen: int, data: Mapping[str, Any]) -> Meeting:
    """Change what is said of a sitting; on another day all its stations move along.

    Nothing is entered anew: items keep their places, the leads are told the new day.
    """
    found = _movable(meeting, actor, seen)
    _refuse_twin(found.organization, {"form": found.form} | dict(data), other_than=found.pk)
    before = found.day
    for name in FIELDS:
        if name in data and (data[name] is not None or name in ("number", "begins")):
            setattr(found, name, data[name])
    moved = found.day != before
    if moved:
        found.moved_from = before
        found.sequence = max(found.sequence, data.get("sequence") or 0) + ("sequence" not in data)
    found.save()
    if "joint_with" in data:
        found.joint_with.set(data["joint_with"])
    if moved:
        for station in _waiting_for(found, before):
            _take_along(actor, station, found)
    about = f"{before:%d.%m.%Y} → {found.day:%d.%m.%Y}" if moved else ""
    note(found, actor=actor, what=What.MOVED if moved else What.CHANGED, about=about)
    return found


def _movable(meeting: int, actor: Person, seen: int) -> Meeting:
    found = locked(meeting, actor=actor, seen=seen)
    if found.state == State.CANCELLED:
        raise refuse(_("Diese Sitzung ist abgesagt: Bitte zuerst wieder ansetzen."))
    if found.state in (State.HELD, State.CLOSED):
        raise refuse(_("Diese Sitzung hat stattgefunden: Sie lässt sich nicht mehr verlegen."))
    return found


def _waiting_for(meeting: Meeting, day: dt.date) -> list[Consultation]:
    """The open stations planned for it, and those wished for its day, if no other sits then."""
    others = Meeting.objects.taking_place().filter(day=day).exclude(pk=meeting.pk)
    free = [body.pk for body in bodies_of(meeting) if not others.of(body.pk).exists()]
    wished = Q(meeting=None, meeting_on=day, organization__in=free)
    rows = Consultation.objects.filter(Q(meeting=meeting) | wished, closed_at=None)
    return list(rows.filter(opened_at__isnull=False, measure__isnull=False).order_by("pk"))


def _take_along(actor: Person, station: Consultation, meeting: Meeting | None) -> None:
    """Whoever runs a joint sitting moves the stations of all its bodies."""
    if access.may(actor, RECORD, station.organization_id) or station.measure_id is None:
        reschedule(actor, station, meeting)
        return
    data = {"station": station, "meeting": meeting}
    engine.prompt(
        measure=station.measure_id, step="schedule", data=data, item=station.pk, actor=actor
    )


@one_transaction
def cancel_meeting(*, actor: Person, meeting: int, seen: int, reason: str) -> Meeting:
    """The sitting does not take place: its stations wait again, its agenda stays for the record."""
    found = _movable(meeting, actor, seen)
    for station in _waiting_for(found, found.day):
        _take_along(actor, station, None)
    found.state, found.cancelled_because = State.CANCELLED, reason[:300]
    found.sequence += 1
    found.save(update_fields=["state", "cancelled_because", "sequence"])
    note(found, actor=actor, what=What.CANCELLED, reason=reason)
    return found


@one_transaction
def revive_meeting(*, actor: Person, meeting: int, seen: int) -> Meeting:
    """A cancelled sitting takes place after all; its agenda is made anew."""
    found = locked(meeting, actor=actor, seen=seen)
    if found.state != State.CANCELLED:
        raise refuse(_("Diese Sitzung ist nicht abgesagt."))
    values = {"day": found.day, "begins": found.begins, "form": found.form}
    _refuse_twin(found.organization, values, other_than=found.pk)
    found.state, found.cancelled_because, found.invited_at = State.PLANNED, "", None
    found.sequence += 1
    found.save(update_fields=["state", "cancelled_because", "invited_at", "sequence"])
    found.items.filter(station__isnull=False, station__closed_at=None).delete()
    note(found, actor=actor, what=What.REVIVED)
    return found

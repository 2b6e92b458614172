"""Who was at a sitting, who may not vote on an item, and a circulation that a member stops."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.models import (
    AgendaItem,
    Attendance,
    Consultation,
    Exclusion,
    Meeting,
    MeetingEntry,
    Person,
    Seat,
)
from core.models.provision import paragraph
from workflow.refusals import Hidden
from workflow.transactions import one_transaction

from .agenda import refuse, send_back
from .door import bodies_of, locked, note

What = MeetingEntry.What
Present = Attendance.Kind


def seats_of(meeting: Meeting) -> QuerySet[Seat]:
    """The seats of the sitting's bodies on its day."""
    bodies = [body.pk for body in bodies_of(meeting)]
    rows = Seat.objects.valid(on=meeting.day).filter(organization__in=bodies)
    return rows.select_related("faction", "organization")


@one_transaction
def note_attendance(
    *, actor: Person, meeting: int, seen: int, present: Mapping[int, str]
) -> Meeting:
    """Write who was there, by seat; seats that are not named stay as they are."""
    found = locked(meeting, actor=actor, seen=seen)
    known = set(seats_of(found).values_list("pk", flat=True))
    kinds = {seat: kind for seat, kind in present.items() if seat in known and kind in Present}
    for seat, kind in kinds.items():
        Attendance.objects.update_or_create(meeting=found, seat_id=seat, defaults={"kind": kind})
    number = sum(kind == Present.PRESENT for kind in kinds.values())
    note(
        found, actor=actor, what=What.ATTENDED, about=_("%(number)d anwesend") % {"number": number}
    )
    return found


@one_transaction
def exclude(
    *, actor: Person, meeting: int, seen: int, item: AgendaItem, seat: Seat, ground: str
) -> Meeting:
    """Note that a member neither advises nor votes on an item; noted once."""
    found = locked(meeting, actor=actor, seen=seen)
    if item.meeting_id != found.pk:
        raise Hidden
    if item.result.published_at:
        raise refuse(_("Das Ergebnis dieses Punktes ist schon veröffentlicht."))
    _row, made = Exclusion.objects.get_or_create(item=item, seat=seat, defaults={"ground": ground})
    if made:
        note(found, actor=actor, what=What.EXCLUDED, about=f"{item}: {seat}", reason=ground)
    return found


@one_transaction
def stop_circulation(
    *, actor: Person, meeting: int, seen: int, seat: Seat, reason: str = ""
) -> Meeting:
    """A member objects: nothing is decided by circulation, everything waits for a sitting again."""
    found = locked(meeting, actor=actor, seen=seen)
    if found.form != Meeting.Form.CIRCULATION:
        raise refuse(_("Nur ein Umlaufverfahren endet durch den Widerspruch eines Mitglieds."))
    if found.is_over:
        raise refuse(_("Dieses Umlaufverfahren ist schon beendet."))
    stations = Consultation.objects.filter(meeting=found, closed_at=None)
    for station in stations:
        send_back(actor, station)
    ground = paragraph("circulation", on=localdate())
    values = {"member": seat, "ground": ground}
    found.state = Meeting.State.CANCELLED
    found.cancelled_because = (_("Widerspruch von %(member)s (%(ground)s)") % values)[:300]
    found.save(update_fields=["state", "cancelled_because"])
    note(found, actor=actor, what=What.STOPPED, about=str(seat), reason=reason)
    return found

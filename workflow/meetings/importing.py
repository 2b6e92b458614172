"""Follow an imported calendar: new sittings are planned, known ones moved, changed or cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.meetings_import import Event, body_of
from core.models import Meeting, Organization, Person
from workflow.refusals import Refusal

from . import calendar
from .recording import sentences_of

Kind = Literal["new", "moved", "changed", "cancelled", "revived", "same", "older", "refused"]


@dataclass(frozen=True)
class Followed:
    """What became of one event of the file."""

    event: Event
    kind: Kind
    sentences: Sequence[str] = ()


def follow(*, actor: Person, events: Sequence[Event], dry_run: bool = False) -> Iterator[Followed]:
    """Each event in a transaction of its own; the same file a second time changes nothing."""
    bodies = list(Organization.objects.valid(on=localdate()).bodies())
    for event in events:
        yield _followed(actor, event, bodies, dry_run=dry_run)


def _followed(
    actor: Person, event: Event, bodies: Sequence[Organization], *, dry_run: bool
) -> Followed:
    body = body_of(event.name, bodies=bodies)
    faults = list(event.faults)
    if body is None:
        faults.append(_("Das Gremium „%(name)s“ ist nicht bekannt.") % {"name": event.name})
    if faults or body is None or event.day is None:
        return Followed(event, "refused", faults)
    try:
        with transaction.atomic():
            kind = _take(actor, event, body, event.day)
            transaction.set_rollback(dry_run)
    except Refusal as refused:
        return Followed(event, "refused", sentences_of(refused))
    return Followed(event, kind)


def _take(actor: Person, event: Event, body: Organization, day: dt.date) -> Kind:
    known = Meeting.objects.filter(organization=body, uid=event.uid).first()
    values = _values(event, day)
    if known is None:
        if event.cancelled:
            return "same"
        calendar.plan_meeting(actor=actor, data={"organization": body, **values})
        return "new"
    if event.sequence < known.sequence:
        return "older"
    return _update(actor, event, known, values)


def _values(event: Event, day: dt.date) -> dict[str, Any]:
    return {
        "day": day,
        "begins": event.begins,
        "room": event.room,
        "number": event.number,
        "form": event.form,
        "uid": event.uid,
        "sequence": event.sequence,
    }


def _update(actor: Person, event: Event, known: Meeting, values: dict[str, Any]) -> Kind:
    here: dict[str, Any] = {"actor": actor, "meeting": known.pk, "seen": known.version}
    gone = known.state == Meeting.State.CANCELLED
    if event.cancelled:
        if gone:
            return "same"
        calendar.cancel_meeting(**here, reason=_("laut Sitzungskalender abgesagt"))
        Meeting.objects.filter(pk=known.pk).update(sequence=event.sequence)
        return "cancelled"
    if gone:
        calendar.revive_meeting(**here)
        known.refresh_from_db()
        here["seen"] = known.version
    told = ("day", "begins", "room", "number", "form")
    if all(getattr(known, name) == values[name] for name in told):
        Meeting.objects.filter(pk=known.pk).update(sequence=event.sequence)
        return "revived" if gone else "same"
    moved = known.day != values["day"]
    calendar.change_meeting(**here, data=values)
    return "moved" if moved else "changed"

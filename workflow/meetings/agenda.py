"""How a secretariat makes an agenda: take up what waits, add own items, order, invite, close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from core import agenda
from core.models import AgendaItem, Consultation, Measure, Meeting, MeetingEntry, Person
from workflow import engine
from workflow.refusals import Hidden, Reason, StepRefused
from workflow.transactions import one_transaction

from .door import bodies_of, locked, note

What = MeetingEntry.What
Kind, Part, Entry = AgendaItem.Kind, AgendaItem.Part, AgendaItem.Entry
State = Meeting.State
OWN = ("kind", "part", "parent", "title", "paper")


def refuse(sentence: str) -> StepRefused:
    """The sitting's own rules, in the same dress as those of the law."""
    return StepRefused([Reason("R-70", sentence)])


def items(meeting: Meeting) -> list[AgendaItem]:
    """The whole agenda as printed, in one statement."""
    rows = meeting.items.select_related(
        "station__organization", "station__paper", "station__measure", "station__refer_to", "paper"
    )
    return agenda.in_order(rows)


@one_transaction
def set_up(*, actor: Person, meeting: int, seen: int) -> Meeting:
    """Begin the agenda with the standing items of the body; done once, a second time adds none."""
    found = _changeable(meeting, actor, seen)
    known = set(found.items.values_list("title", flat=True))
    rows = agenda.standing_items(found.organization, on=found.day)
    places = {"opening": agenda.OPENING, "closing": agenda.CLOSING}
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=found,
            kind=row.kind,
            part=row.part if found.public else Part.CLOSED,
            place=places[row.place],
            position=row.order,
            title=row.title,
        )
        for row in rows
        if row.title not in known
    )
    _settle(found, actor, What.ADDED, _("stehende Punkte"))
    return found


@one_transaction
def take_up(
    *,
    actor: Person,
    meeting: int,
    station: int,
    seen: int | None = None,
    part: str = "",
    at: dt.datetime | None = None,
) -> AgendaItem:
    """Put a waiting station on the agenda; the measure's journal and its lead learn of it.

    Non-public matters, and all of a sitting without a public part, go to the closed part.
    """
    found = _changeable(meeting, actor, seen)
    rows = Consultation.objects.select_related("paper", "measure", "organization")
    waits = rows.filter(pk=station, measure__isnull=False).first()
    if waits is None:
        raise Hidden
    if waits.meeting_id != found.pk:
        reschedule(actor, waits, found, at=at)
    item = AgendaItem.objects.create(
        meeting=found,
        station=waits,
        kind=Kind.PAPER,
        part=part or usual_part(waits, found),
        entry=_entry(found),
        position=_last(found) + 1,
        title=waits.paper.title,
    )
    _settle(found, actor, What.ADDED, str(waits.paper))
    item.refresh_from_db()
    return item


def usual_part(station: Consultation, meeting: Meeting) -> str:
    """Where the matter belongs: public, unless the sitting, the paper or the measure is not."""
    measure: Measure | None = station.measure
    open_matter = station.paper.public and (measure is None or measure.public)
    return Part.PUBLIC if meeting.public and open_matter else Part.CLOSED


def send_back(actor: Person, station: Consultation) -> None:
    """The station waits for a sitting again."""
    reschedule(actor, station, None)


def reschedule(
    actor: Person, station: Consultation, meeting: Meeting | None, at: dt.datetime | None = None
) -> None:
    """Through the engine, so that the measure's journal and its lead learn of it."""
    pk = station.measure_id
    if pk is None:
        raise Hidden
    version = Measure.objects.values_list("version", flat=True).get(pk=pk)
    engine.intervene(
        actor=actor,
        measure=pk,
        step="schedule",
        seen=version,
        data={"station": station, "meeting": meeting},
        at=at,
    )


@one_transaction
def add_item(*, actor: Person, meeting: int, seen: int, data: Mapping[str, Any]) -> AgendaItem:
    """Add an item without a station: motion, amendment, inquiry, announcement, paper."""
    found = _changeable(meeting, actor, seen)
    values = {name: data[name] for name in OWN if data.get(name)}
    parent: AgendaItem | None = values.get("parent")
    if parent is not None:
        values["part"] = parent.part
    if not found.public:
        values["part"] = Part.CLOSED
    item = AgendaItem.objects.create(
        meeting=found, entry=_entry(found), position=_last(found) + 1, **values
    )
    _settle(found, actor, What.ADDED, item.title)
    item.refresh_from_db()
    return item


@one_transaction
def remove_item(*, actor: Person, meeting: int, item: int, seen: int) -> Meeting:
    """Take an item off again; after the invitation that is for the sitting itself to say."""
    found = _changeable(meeting, actor, seen)
    if found.is_frozen:
        raise refuse(
            _(
                "Die Tagesordnung ist versandt: Bitte in der Sitzung „von der Tagesordnung "
                "abgesetzt“ erfassen."
            )
        )
    row = found.items.select_related("station").filter(pk=item).first()
    if row is None:
        raise Hidden
    if row.amendments.exists():
        raise refuse(_("Zu diesem Punkt gibt es Änderungsanträge: Bitte zuerst diese entfernen."))
    if row.station is not None and row.is_open:
        send_back(actor, row.station)
    title = row.title
    row.delete()
    _settle(found, actor, What.REMOVED, title)
    return found


@one_transaction
def order_items(*, actor: Person, meeting: int, seen: int, positions: Mapping[int, int]) -> Meeting:
    """Put the items in the order of these positions; before the invitation only."""
    found = _changeable(meeting, actor, seen)
    if found.is_frozen:
        raise refuse(_("Die Tagesordnung ist versandt: Ihre Reihenfolge steht fest."))
    rows = items(found)
    for place, row in enumerate(rows, start=1):
        row.position = positions.get(row.pk, place)
    for place, row in enumerate(agenda.in_order(rows), start=1):
        row.position = place
    AgendaItem.objects.bulk_update(rows, ["position"])
    _settle(found, actor, What.ORDERED)
    return found


@one_transaction
def invite(*, actor: Person, meeting: int, seen: int) -> Meeting:
    """Freeze the agenda with the invitation: numbers stay, what comes later is an addendum."""
    found = _changeable(meeting, actor, seen)
    if found.is_frozen:
        raise refuse(_("Die Einladung ist schon versandt."))
    if not found.items.exists():
        raise refuse(_("Die Tagesordnung ist leer: Bitte zuerst Punkte aufnehmen."))
    found.state, found.invited_at = State.INVITED, now()
    found.save(update_fields=["state", "invited_at"])
    note(found, actor=actor, what=What.INVITED)
    return found


@one_transaction
def close(*, actor: Person, meeting: int, seen: int) -> Meeting:
    """Close the sitting; refused while an item is open, naming each."""
    found = locked(meeting, actor=actor, seen=seen)
    if found.is_over:
        raise refuse(_("Diese Sitzung ist schon abgeschlossen oder abgesagt."))
    left = agenda.open_items(items(found))
    if left:
        raise StepRefused([Reason("R-71", _still_open(item)) for item in left])
    if found.day > localdate():
        raise refuse(_("Die Sitzung hat noch nicht stattgefunden."))
    found.state, found.closed_at = State.CLOSED, now()
    found.save(update_fields=["state", "closed_at"])
    note(found, actor=actor, what=What.CLOSED)
    return found


def _still_open(item: AgendaItem) -> str:
    said = _("%(item)s: Das Ergebnis ist noch nicht veröffentlicht.")
    return said % {"item": item}


def _changeable(meeting: int, actor: Person, seen: int | None) -> Meeting:
    found = locked(meeting, actor=actor, seen=seen)
    if found.is_over:
        raise refuse(_("Diese Sitzung ist abgeschlossen oder abgesagt: Ihre Tagesordnung bleibt."))
    return found


def _entry(meeting: Meeting) -> str:
    if not meeting.is_frozen:
        return Entry.REGULAR
    return Entry.ADDENDUM if localdate() < meeting.day else Entry.LATE


def _last(meeting: Meeting) -> int:
    row = meeting.items.order_by("-position").values_list("position", flat=True).first()
    return row or 0


def _settle(meeting: Meeting, actor: Person, what: str, about: str = "") -> None:
    """Drop what has moved to another sitting, number the rest, write the line in the log."""
    rows = items(meeting)
    if not meeting.is_frozen:
        gone = [row for row in rows if not row.is_here]
        AgendaItem.objects.filter(pk__in=[row.pk for row in gone]).delete()
        rows = [row for row in rows if row.is_here]
    changed = agenda.numbered(rows, frozen=meeting.is_frozen)
    AgendaItem.objects.bulk_update(changed, ["number"])
    note(meeting, actor=actor, what=what, about=about)


def proposals(meeting: Meeting) -> list[agenda.Whereabouts]:
    """Everything that waits for the sitting's bodies and is on no agenda, fitting ones first."""
    found = agenda.whereabouts(bodies_of(meeting))
    free = [each for each in found if each.place != "agenda"]
    return sorted(free, key=lambda each: (not agenda.fits(each, meeting), each.place == "turn"))

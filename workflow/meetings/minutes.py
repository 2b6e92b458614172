"""The minutes of a sitting, entered long after it, and what they confirm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.timezone import now
from django.utils.translation import gettext as _

from core.models import AgendaItem, Measure, Meeting, MeetingEntry, Minutes, Person
from workflow import engine
from workflow.refusals import Hidden, Refusal
from workflow.transactions import one_transaction

from .agenda import items, refuse
from .door import locked, note, permit
from .recording import Answer, sentences_of

What = MeetingEntry.What


@one_transaction
def enter_minutes(
    *, actor: Person, meeting: int, seen: int, reference: str, dated: dt.date
) -> Minutes:
    """Enter the minutes; entered again they are the next version, and the first one stays."""
    found = locked(meeting, actor=actor, seen=seen)
    if found.state in (Meeting.State.PLANNED, Meeting.State.INVITED, Meeting.State.CANCELLED):
        raise refuse(
            _("Zu einer Sitzung, die nicht stattgefunden hat, gibt es keine Niederschrift.")
        )
    made = Minutes.objects.create(
        meeting=found,
        version=found.minutes.count() + 1,
        reference=reference,
        dated=dated,
        entered_by=actor,
        entered_at=now(),
    )
    note(found, actor=actor, what=What.MINUTES, about=f"{reference} ({made.version})")
    return made


def newest(meeting: Meeting) -> Minutes | None:
    return meeting.minutes.order_by("-version").first()


def to_confirm(meeting: Meeting) -> list[AgendaItem]:
    """Published results that no minutes, or only an older version of them, have confirmed."""
    last = newest(meeting)
    return [
        item
        for item in items(meeting)
        if item.result.published_at and (last is None or item.result.minutes_id != last.pk)
    ]


def confirm_all(*, actor: Person, meeting: int) -> Iterator[Answer]:
    """Confirm every result as it was published, each in a transaction of its own."""
    found = Meeting.objects.select_related("organization").filter(pk=meeting).first()
    if found is None:
        raise Hidden
    permit(actor, found)
    minutes = newest(found)
    if minutes is None:
        raise refuse(_("Bitte zuerst die Niederschrift eintragen."))
    for item in to_confirm(found):
        yield _confirmed(actor, item, minutes)


def _confirmed(actor: Person, item: AgendaItem, minutes: Minutes) -> Answer:
    try:
        if item.station is None:
            confirm_own(actor=actor, item=item.pk, minutes=minutes)
        else:
            _confirm_station(actor, item, minutes)
    except Refusal as refused:
        return Answer(item, sentences_of(refused))
    return Answer(item)


def _confirm_station(actor: Person, item: AgendaItem, minutes: Minutes) -> None:
    station = item.station
    key = station.measure_id if station else None
    if key is None:
        raise Hidden
    engine.intervene(
        actor=actor,
        measure=key,
        step="confirm_result",
        seen=Measure.objects.values_list("version", flat=True).get(pk=key),
        data={"station": station, "minutes": minutes},
    )


@one_transaction
def confirm_own(*, actor: Person, item: int, minutes: Minutes, page: str = "") -> AgendaItem:
    """Confirm the result of an item without a station."""
    row = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item)
    meeting = locked(row.meeting_id, actor=actor)
    row.minutes, row.page = minutes, page
    row.confirmed_by, row.confirmed_at = actor, now()
    row.save(update_fields=["minutes", "page", "confirmed_by", "confirmed_at"])
    note(meeting, actor=actor, what=What.CONFIRMED, about=str(row))
    return row

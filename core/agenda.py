"""What stands on an agenda and in which order, and where everything is that waits for a body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q
from django.utils.translation import gettext as _

from .models import AgendaItem, Consultation, Meeting, Organization, StandingItem

Place = Literal["agenda", "planned", "turn", "open"]
OPENING, MATTERS, CLOSING = 0, 1, 2
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Whereabouts:
    """Where an open station is: on an agenda, planned, waiting for its turn, or without a date."""

    station: Consultation
    place: Place
    sentence: str
    item: AgendaItem | None = None

    @property
    def is_overdue(self) -> bool:
        """Due back, and not on the agenda of a sitting that still comes."""
        return self.place == "open" and bool(self.station.due_on)


def waiting(bodies: Iterable[Organization]) -> list[Consultation]:
    """Every open station of these bodies, the longest waiting first."""
    rows = Consultation.objects.filter(
        organization__in=[body.pk for body in bodies],
        opened_at__isnull=False,
        closed_at=None,
        measure__isnull=False,
    )
    return list(
        rows.select_related("organization", "paper", "measure", "meeting").order_by(
            "opened_at", "pk"
        )
    )


def whereabouts(bodies: Sequence[Organization]) -> list[Whereabouts]:
    """The proof that nothing is missing: each open station of the bodies, and where it is.

    Four statements, however many stations there are.
    """
    stations = waiting(bodies)
    return located(stations, before=unheard(stations), items=items_of(stations))


def items_of(stations: Sequence[Consultation]) -> dict[int, AgendaItem]:
    """The agenda item of each station at the sitting it is planned for."""
    rows = AgendaItem.objects.filter(station__in=[station.pk for station in stations])
    found = rows.select_related("meeting", "station")
    return {item.station_id: item for item in found if item.station_id and item.is_here}


def unheard(stations: Sequence[Consultation]) -> dict[int, list[Consultation]]:
    """For each station the blocking ones of its paper that have to be heard before it."""
    papers = {station.paper_id for station in stations}
    rows = Consultation.objects.filter(
        ~Q(role=Consultation.Role.INFORMATION),
        paper__in=papers,
        opened_at__isnull=False,
        closed_at=None,
    )
    blocking = list(rows.select_related("organization", "meeting"))
    return {
        station.pk: [
            each
            for each in blocking
            if each.paper_id == station.paper_id and each.order < station.order and station.blocks
        ]
        for station in stations
    }


def located(
    stations: Sequence[Consultation],
    *,
    before: dict[int, list[Consultation]],
    items: dict[int, AgendaItem],
) -> list[Whereabouts]:
    return [_located(each, before[each.pk], items.get(each.pk)) for each in stations]


def _located(
    station: Consultation, before: list[Consultation], item: AgendaItem | None
) -> Whereabouts:
    if item is not None:
        values = {"number": item.number, "day": f"{item.meeting.day:%d.%m.%Y}"}
        sentence = _("TOP %(number)s der Sitzung am %(day)s") % values
        return Whereabouts(station, "agenda", sentence, item)
    if station.meeting is not None:
        day = {"day": f"{station.meeting.day:%d.%m.%Y}"}
        sentence = _("für die Sitzung am %(day)s vorgesehen, noch nicht auf der Tagesordnung") % day
        return Whereabouts(station, "planned", sentence)
    if before:
        names = ", ".join(str(each.organization) for each in before)
        return Whereabouts(station, "turn", _("wartet auf: %(bodies)s") % {"bodies": names})
    return Whereabouts(station, "open", _undated(station))


def _undated(station: Consultation) -> str:
    if station.due_on:
        return _("wieder fällig am %(day)s") % {"day": f"{station.due_on:%d.%m.%Y}"}
    if station.meeting_on:
        day = {"day": f"{station.meeting_on:%d.%m.%Y}"}
        return _("gewünscht für den %(day)s, noch keiner Sitzung zugeordnet") % day
    return _("noch ohne Termin (zukünftig)")


def fits(where: Whereabouts, meeting: Meeting) -> bool:
    """Proposed for this agenda: planned for it, or due by its day without being planned."""
    station = where.station
    if station.meeting_id:
        return station.meeting_id == meeting.pk
    wanted = station.due_on or station.meeting_on
    return wanted is None or wanted <= meeting.day


def standing_items(body: Organization, *, on: dt.date) -> list[StandingItem]:
    """What every agenda of the body begins and ends with that day; its own go before the common."""
    rows = StandingItem.objects.valid(on=on).filter(Q(organization=body) | Q(organization=None))
    own = [row for row in rows if row.organization_id]
    return own or list(rows)


def numbered(items: Sequence[AgendaItem], *, frozen: bool) -> list[AgendaItem]:
    """Give the items their numbers; returns those whose number changed.

    Amendments count below the item they change (14.1). Stations of one paper at a joint sitting
    share a number. On a frozen agenda numbers stay, and what comes later counts by letters (7a).
    """
    before = {item.pk: item.number for item in items}
    tops = [item for item in items if item.parent_id is None]
    _count_tops(tops, frozen=frozen)
    _count_amendments(items, {item.pk: item.number for item in tops}, frozen=frozen)
    return [item for item in items if item.number != before[item.pk]]


def _count_tops(tops: list[AgendaItem], *, frozen: bool) -> None:
    last = 0
    shared: dict[int, str] = {}
    taken = {item.number for item in tops} if frozen else set()
    for item in tops:
        paper = item.station.paper_id if item.station else None
        if frozen and item.number:
            last = int(item.number.rstrip(LETTERS))
        elif paper in shared:
            item.number = shared[paper]
        elif frozen:
            item.number = next(name for name in _late_numbers(last) if name not in taken)
            taken.add(item.number)
        else:
            last += 1
            item.number = str(last)
        if paper:
            shared[paper] = item.number


def _late_numbers(last: int) -> Iterator[str]:
    """For example 7a, 7b to 7z, then 7za."""
    prefix = ""
    while True:
        yield from (f"{last}{prefix}{letter}" for letter in LETTERS)
        prefix += LETTERS[-1]


def _count_amendments(items: Sequence[AgendaItem], tops: dict[int, str], *, frozen: bool) -> None:
    counted: dict[int, int] = {}
    for item in items:
        if item.parent_id is None:
            continue
        counted[item.parent_id] = counted.get(item.parent_id, 0) + 1
        if not (frozen and item.number):
            item.number = f"{tops.get(item.parent_id, '')}.{counted[item.parent_id]}"


def in_order(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """As printed: public part first, opening, matters, closing, amendments below their item."""
    closed = AgendaItem.Part.CLOSED
    rows = sorted(items, key=lambda each: (each.part == closed, each.place, each.position, each.pk))
    below: dict[int, list[AgendaItem]] = {}
    for row in rows:
        if row.parent_id:
            below.setdefault(row.parent_id, []).append(row)
    return [each for row in rows if not row.parent_id for each in (row, *below.get(row.pk, ()))]


def open_items(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """What keeps the sitting from being closed."""
    return [item for item in items if item.is_open]

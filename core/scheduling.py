"""When a body sits next, when something is due back, and how a route fits into the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _

from . import deadlines
from .models import Consultation, Meeting, Organization, Recess

Kind = Organization.Kind
Policy = Organization.HandInPolicy
FORTNIGHT = dt.timedelta(days=14)
DAY = dt.timedelta(days=1)


def due_back(body: int, *, after: dt.date) -> dt.date:
    """When an adjourned, removed or drawn item is due at the body again.

    At its next ordinary sitting; where the body meets fortnightly, at the latest at the one after.
    Without a calendar: two weeks on, and not in a recess.
    """
    following = list(Meeting.objects.of(body).ordinary().after(after)[:2])
    if not following:
        return _after_recess(deadlines.due_back(after))
    days = [meeting.day for meeting in following]
    return days[-1] if days[-1] - days[0] <= FORTNIGHT else days[0]


def _after_recess(day: dt.date) -> dt.date:
    for recess in Recess.objects.filter(ends_on__gte=day).order_by("begins_on"):
        if recess.begins_on <= day <= recess.ends_on:
            day = deadlines.add_working_days(recess.ends_on, 1)
    return day


def sitting_on(body: int, day: dt.date | None) -> Meeting | None:
    """The sitting of the body on that day, if the calendar knows one."""
    if day is None:
        return None
    return Meeting.objects.of(body).taking_place().filter(day=day).order_by("begins").first()


@dataclass(frozen=True)
class Slot:
    """A station and the sitting found for it; without one, the sentence that says so."""

    station: Consultation
    meeting: Meeting | None = None

    @property
    def day(self) -> dt.date | None:
        return self.meeting.day if self.meeting else None

    @property
    def hand_in(self) -> dt.date | None:
        """The last day to hand the paper in for this sitting."""
        return hand_in_for(self.station, self.meeting.day) if self.meeting else None

    @property
    def sentence(self) -> str:
        return "" if self.meeting else _("Der Kalender kennt keine passende Sitzung (zukünftig).")


def hand_in_for(station: Consultation, day: dt.date) -> dt.date:
    return deadlines.add_working_days(day, -station.organization.hand_in_days)


def calendars(
    stations: Iterable[Consultation], *, from_: dt.date, to: dt.date | None = None
) -> dict[int, list[Meeting]]:
    """The sittings of each body of the stations in that time, in two statements."""
    bodies = {station.organization_id for station in stations}
    rows = Meeting.objects.taking_place().exclude(form=Meeting.Form.CIRCULATION)
    rows = rows.filter(day__gte=from_, **({"day__lte": to} if to else {}))
    rows = rows.filter(Q(organization__in=bodies) | Q(joint_with__in=bodies)).distinct()
    found: dict[int, list[Meeting]] = {body: [] for body in bodies}
    for meeting in rows.order_by("day", "begins", "pk").prefetch_related("joint_with"):
        sitting = {meeting.organization_id, *(body.pk for body in meeting.joint_with.all())}
        for body in sitting & bodies:
            found[body].append(meeting)
    return found


def turns(stations: Iterable[Consultation]) -> list[list[Consultation]]:
    """The stations that block, turn by turn; equal order is one turn."""
    ordered = sorted((s for s in stations if s.blocks), key=lambda s: s.order)
    return [list(turn) for _order, turn in groupby(ordered, key=lambda s: s.order)]


def latest_sittings(
    stations: Sequence[Consultation],
    *,
    decided_by: dt.date,
    calendar: dict[int, list[Meeting]],
) -> list[Slot]:
    """Backwards from a wished decision: for each station the latest sitting that still serves.

    Main committee and council may sit on the same day. A station without a sitting leaves the
    bound of the later ones as it was.
    """
    found: list[Slot] = []
    later: list[Slot] = []
    bound = decided_by + DAY
    for turn in reversed(turns(stations)):
        chosen = [_latest(station, bound, later, calendar) for station in turn]
        found = [*chosen, *found]
        dated = [slot for slot in chosen if slot.day]
        if dated:
            later, bound = dated, min(slot.day for slot in dated if slot.day)
    return found


def _latest(
    station: Consultation,
    bound: dt.date,
    later: Sequence[Slot],
    calendar: dict[int, list[Meeting]],
) -> Slot:
    same_day = _may_share_day([station], [slot.station for slot in later if slot.day == bound])
    sittings = calendar[station.organization_id]
    fitting = [m for m in sittings if m.day < bound or (same_day and m.day == bound)]
    return Slot(station, fitting[-1] if fitting else None)


def _may_share_day(first: Sequence[Consultation], later: Sequence[Consultation]) -> bool:
    """Only the council follows the main committee on the same day."""
    prepares = all(s.organization.kind == Kind.MAIN_COMMITTEE for s in first)
    return bool(later) and prepares and all(s.organization.kind == Kind.COUNCIL for s in later)


def earliest_sittings(
    stations: Sequence[Consultation], *, from_: dt.date, calendar: dict[int, list[Meeting]]
) -> list[Slot]:
    """Forwards from the day of the hand-in: for each station the first sitting it can reach.

    A body that allows late papers takes them for any sitting to come, all others only within their
    hand-in deadline. After a station without a sitting nothing can be reached any more.
    """
    found: list[Slot] = []
    before: list[Slot] = []
    for turn in turns(stations):
        stuck = any(slot.meeting is None for slot in before)
        chosen = [
            Slot(station) if stuck else _earliest(station, from_, before, calendar)
            for station in turn
        ]
        found += chosen
        before = chosen
    return found


def _earliest(
    station: Consultation,
    from_: dt.date,
    before: Sequence[Slot],
    calendar: dict[int, list[Meeting]],
) -> Slot:
    last = max((slot.day for slot in before if slot.day), default=from_ - DAY)
    on_last = [slot.station for slot in before if slot.day == last]
    same_day = bool(on_last) and _may_share_day(on_last, [station])
    for meeting in calendar[station.organization_id]:
        in_order = meeting.day > last or (same_day and meeting.day == last)
        if in_order and reachable(station, meeting, from_=from_):
            return Slot(station, meeting)
    return Slot(station)


def reachable(station: Consultation, meeting: Meeting, *, from_: dt.date) -> bool:
    """A paper handed in that day is in time for the sitting."""
    if station.organization.hand_in_policy == Policy.ALLOW:
        return meeting.day >= from_
    return hand_in_for(station, meeting.day) >= from_


def hand_in_until(slots: Sequence[Slot]) -> dt.date | None:
    """The last day to hand the paper in so that every sitting is reached."""
    return min((slot.hand_in for slot in slots if slot.hand_in), default=None)

"""Working days of Lower Saxony and of the city, and the deadlines counted in them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

import holidays
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from .models.organisation import Organization
from .routing import first_turn

if TYPE_CHECKING:
    from .models import Measure
    from .models.paper import Consultation

SATURDAY = 5
ORDINARY_INTERVAL = dt.timedelta(days=14)


@cache
def public_holidays(year: int) -> frozenset[dt.date]:
    """The public holidays of Lower Saxony in that year."""
    return frozenset(holidays.country_holidays("DE", subdiv="NI", years=year))


def is_working_day(day: dt.date) -> bool:
    """No weekend, no public holiday, and no day the city itself is closed."""
    if day.weekday() >= SATURDAY or day in public_holidays(day.year):
        return False
    return day not in closed_days(tuple(settings.LAUFZETTEL_CLOSED))


@cache
def closed_days(said: tuple[str, ...]) -> frozenset[dt.date]:
    """The days named: each a day, or the first and the last of several, as 2026-12-28/2026-12-31.

    ImproperlyConfigured for what is neither, or ends before it begins.
    """
    return frozenset(day for each in said for day in _days_of(each))


def _days_of(said: str) -> list[dt.date]:
    first, _slash, last = said.strip().partition("/")
    try:
        begins = dt.date.fromisoformat(first)
        ends = dt.date.fromisoformat(last or first)
    except ValueError as error:
        raise ImproperlyConfigured(f"LAUFZETTEL_CLOSED: {said}") from error
    if ends < begins:
        raise ImproperlyConfigured(f"LAUFZETTEL_CLOSED: {said}")
    return [begins + dt.timedelta(days=number) for number in range((ends - begins).days + 1)]


def add_working_days(day: dt.date, number: int) -> dt.date:
    """The working day that lies `number` working days after (or, negative, before) a day.

    0 = the day itself.
    """
    step = dt.timedelta(days=1 if number >= 0 else -1)
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def hand_in_until(station: Consultation) -> dt.date | None:
    """The last day to hand a paper in for the station's sitting, if that has a date."""
    if station.meeting_on is None:
        return None
    return add_working_days(station.meeting_on, -station.organization.hand_in_days)


def can_hand_in(station: Consultation, *, on: dt.date) -> bool:
    """Tell whether the deadline is still reachable or the body allows late papers."""
    until = hand_in_until(station)
    allowed = station.organization.hand_in_policy == Organization.HandInPolicy.ALLOW
    return until is None or on <= until or allowed


def late(measure: Measure) -> list[Consultation]:
    """The stations heard first whose hand-in deadline has passed."""
    first = first_turn(s for s in measure.planned_stations if s.opened_at is None)
    return [station for station in first if not can_hand_in(station, on=measure.act.on)]


def missed(measure: Measure) -> str:
    """Each body whose deadline has passed, with its last day."""
    said = _("%(body)s: Vorlage bis %(day)s.")
    return " ".join(
        said % {"body": s.organization, "day": f"{hand_in_until(s):%d.%m.%Y}"}
        for s in late(measure)
    )


def never_late(station: Consultation) -> bool:
    """A body that takes no late paper, whatever the reason."""
    return station.organization.hand_in_policy == Organization.HandInPolicy.BLOCK


def due_back(published_on: dt.date) -> dt.date:
    """When an adjourned or removed item is due again.

    The body's next ordinary sitting, two weeks on.
    """
    return add_working_days(published_on + ORDINARY_INTERVAL - dt.timedelta(days=1), 1)

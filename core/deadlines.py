"""Working days of Lower Saxony and of the city, and the deadlines counted in them.

A clock counts the working days after the day it starts. It stands while a measure is in rework and
then goes on with what is left of it, at least one working day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

import holidays
from django.utils.translation import gettext as _

from .models.deadline import ClosedDays, DeadlineRule, closed_days, deadline_rules
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


def free_days(first: dt.date, last: dt.date, *, language: str) -> list[tuple[dt.date, str]]:
    """The public holidays and closed days from `first` to `last` by name, in order."""
    years = range(first.year, last.year + 1)
    spoken = "en_US" if language == "en" else "de"
    feasts = holidays.country_holidays("DE", subdiv="NI", years=years, language=spoken)
    closed = ClosedDays.objects.filter(ends_on__gte=first, begins_on__lte=last)
    named = [*feasts.items(), *((day, row.reason) for row in closed for day in row.days)]
    return sorted((day, name) for day, name in named if first <= day <= last)


def is_working_day(day: dt.date) -> bool:
    """No weekend, no public holiday, and no day the city itself is closed."""
    return _works(day, closed_days())


def _works(day: dt.date, closed: frozenset[dt.date]) -> bool:
    return day.weekday() < SATURDAY and day not in public_holidays(day.year) and day not in closed


def add_working_days(day: dt.date, number: int) -> dt.date:
    """The working day that lies `number` working days after (or, negative, before) a day.

    0 = the day itself.
    """
    step = dt.timedelta(days=1 if number >= 0 else -1)
    left, closed = abs(number), closed_days()
    while left:
        day += step
        left -= _works(day, closed)
    return day


def next_working_day(day: dt.date) -> dt.date:
    """The day itself, or if it is free the next that is not: so a period ends (§ 31 (3) VwVfG)."""
    return add_working_days(day - dt.timedelta(days=1), 1)


def free_day_said(day: dt.date) -> str:
    """The sentence for a last day that is free, with the day to take; empty for a working day."""
    if is_working_day(day):
        return ""
    said = _("Der %(day)s ist kein Werktag. Bitte nehmen Sie zum Beispiel den %(next)s.")
    return said % {"day": f"{day:%d.%m.%Y}", "next": f"{next_working_day(day):%d.%m.%Y}"}


def working_days_between(start: dt.date, end: dt.date) -> int:
    """The working days after `start`, up to and with `end`; what a clock has run between them."""
    days = (start + dt.timedelta(days=number) for number in range(1, (end - start).days + 1))
    closed = closed_days()
    return sum(_works(day, closed) for day in days)


def last_day(start: dt.date, working_days: int, *, spent: int = 0) -> dt.date:
    """The last day of a task asked for on `start`, of whose working days some were spent before."""
    return add_working_days(start, max(working_days - spent, 1))


def rules_on(day: dt.date) -> list[DeadlineRule]:
    """The rules about tasks in force that day."""
    return [rule for rule in deadline_rules() if rule.is_valid(day)]


def rule_for(
    rules: Iterable[DeadlineRule], duty: str, organization: int | None
) -> DeadlineRule | None:
    """The rule for a task at an organization: its own before that for all, the newest first."""
    fitting = [
        rule for rule in rules if rule.duty == duty and rule.organization_id in (None, organization)
    ]
    return max(
        fitting, key=lambda rule: (rule.organization_id is not None, rule.valid_from), default=None
    )


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

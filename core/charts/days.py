"""A line of days: where a day lies on it, and the ticks that name its months, quarters or years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

YEAR = 12
QUARTER = 3
MOST_TICKS = 14
LEAST_MONTHS = 3
# months between two ticks
STEPS = (1, QUARTER, *(YEAR * years for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)))


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A boundary on the line with what begins there; `year` stands below where it changes."""

    x: int
    label: str
    year: str = ""


@dataclass(frozen=True, kw_only=True)
class Days:
    """A line of days between two edges of a drawing."""

    first: int
    last: int
    left: int
    right: int
    ticks: tuple[Tick, ...] = ()

    def at(self, day: dt.date) -> int:
        """Where a day of the line lies."""
        return _at(day.toordinal(), self)

    def holds(self, day: dt.date) -> bool:
        return self.first <= day.toordinal() <= self.last


def days(shown: Sequence[dt.date], *, left: int, right: int) -> Days:
    """A line that holds all the days and begins and ends with a month, a quarter or a year.

    The coarser the more it spans, so that no more ticks stand on it than can be read. Without any
    day it is a line without ticks that holds none.
    """
    if not shown:
        return Days(first=0, last=0, left=left, right=right)
    begin, end = _month(min(shown)), _month(max(shown)) + 1
    end = max(end, begin + LEAST_MONTHS)
    step = next(each for each in STEPS if end - begin <= each * (MOST_TICKS - 1))
    begin, end = begin // step * step, -(-end // step) * step
    bare = Days(first=_ordinal(begin), last=_ordinal(end), left=left, right=right)
    return Days(**{**vars(bare), "ticks": _ticks(range(begin, end, step), bare)})


def _at(ordinal: int, line: Days) -> int:
    along = (line.right - line.left) * (ordinal - line.first)
    return line.left + round(along / (line.last - line.first))


def _month(day: dt.date) -> int:
    """Months counted through since the year nought."""
    return day.year * YEAR + day.month - 1


def _ordinal(month: int) -> int:
    """The first day of a month; the calendar's own ends where it would lie beyond them."""
    year, rest = divmod(month, YEAR)
    if year < dt.MINYEAR:
        return dt.date.min.toordinal()
    return (dt.date.max if year > dt.MAXYEAR else dt.date(year, rest + 1, 1)).toordinal()


def _ticks(months: range, line: Days) -> tuple[Tick, ...]:
    return tuple(
        Tick(
            x=_at(_ordinal(month), line),
            label=_label(month, months.step),
            year=_year(month, months),
        )
        for month in months
    )


def _label(month: int, step: int) -> str:
    year, rest = divmod(month, YEAR)
    if step == 1:
        return str(MONTHS_3[rest + 1]).capitalize()
    if step == QUARTER:
        return _("Q%(number)d") % {"number": rest // QUARTER + 1}
    return str(max(year, dt.MINYEAR))


def _year(month: int, months: range) -> str:
    """The year below the first tick and each that begins another; years name themselves."""
    begins = month == months.start or month % YEAR == 0
    return str(month // YEAR) if begins and months.step < YEAR else ""

"""Milestones on a line of days: what was agreed, what is planned now, what is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import Truncator

from .days import Days, Tick, days

WIDTH = 760
EDGE = 14
HEAD = 52
ROW = 56
FOOT = 28
LETTERS = 50
NEAR = 30


@dataclass(frozen=True, kw_only=True)
class GanttRow:
    """Something to reach: the day agreed at first, the planned one, and the one it was done."""

    label: str
    agreed: dt.date
    planned: dt.date
    done: dt.date | None = None
    waived: bool = False
    url: str = ""

    @property
    def ends(self) -> dt.date:
        """The day it was done, or is to be done as things stand."""
        return self.done or self.planned

    @property
    def delay(self) -> int:
        """By how many days it comes later than agreed; what is waived is never late."""
        return 0 if self.waived else max((self.ends - self.agreed).days, 0)

    @property
    def is_open(self) -> bool:
        return self.done is None and not self.waived


@dataclass(frozen=True, kw_only=True)
class DrawnRow:
    """A row with its places: the label above, the marks on a line below."""

    row: GanttRow
    top: int
    agreed: int
    planned: int
    done: int | None
    ends: int
    overdue: bool

    @property
    def label(self) -> str:
        """The label as far as there is room for it; the table has all of it."""
        return Truncator(self.row.label).chars(LETTERS)

    @property
    def baseline(self) -> int:
        return self.top + 20

    @property
    def line(self) -> int:
        """How high the marks stand."""
        return self.top + 38

    @property
    def start(self) -> int:
        return min(self.agreed, self.ends, self.planned)

    @property
    def stop(self) -> int:
        return max(self.agreed, self.ends, self.planned)

    @property
    def late(self) -> int:
        """How wide the bar of the delay is."""
        return max(self.ends - self.agreed, 2) if self.row.delay else 0


@dataclass(frozen=True, kw_only=True)
class Gantt:
    """Rows with their places, ready for the template; no rows are a drawing without height."""

    name: str
    title: str
    column: str
    on: dt.date
    rows: tuple[DrawnRow, ...]
    ticks: tuple[Tick, ...]
    today: int | None
    bottom: int
    height: int
    width: int = WIDTH
    left: int = EDGE
    right: int = WIDTH - EDGE
    head: int = HEAD
    step: int = ROW

    @property
    def linked(self) -> bool:
        return any(drawn.row.url for drawn in self.rows)

    @property
    def anchor(self) -> str:
        """On which side of its line the word for today has room."""
        place = self.today or 0
        if place < self.left + NEAR:
            return "start"
        return "end" if place > self.right - NEAR else "middle"


def gantt(*, name: str, title: str, column: str, rows: Sequence[GanttRow], on: dt.date) -> Gantt:
    """Lay out rows below each other as seen `on` a day; `column` heads them in the table.

    The day itself is on the line as long as something is open, and else only if it lies within.
    """
    line = _line(rows, on)
    bottom = HEAD + ROW * len(rows)
    return Gantt(
        name=name,
        title=title,
        column=column,
        on=on,
        rows=tuple(_drawn(row, number, line, on) for number, row in enumerate(rows)),
        ticks=line.ticks,
        today=line.at(on) if line.holds(on) else None,
        bottom=bottom,
        height=bottom + FOOT if rows else 0,
    )


def _line(rows: Sequence[GanttRow], on: dt.date) -> Days:
    shown = [day for row in rows for day in (row.agreed, row.planned, row.ends)]
    if any(row.is_open for row in rows):
        shown.append(on)
    return days(shown, left=EDGE, right=WIDTH - EDGE)


def _drawn(row: GanttRow, number: int, line: Days, on: dt.date) -> DrawnRow:
    return DrawnRow(
        row=row,
        top=HEAD + number * ROW,
        agreed=line.at(row.agreed),
        planned=line.at(row.planned),
        done=line.at(row.done) if row.done else None,
        ends=line.at(row.ends),
        overdue=row.is_open and row.planned < on,
    )

"""Values measured over time, against their target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .days import Tick, days

WIDTH = 760
LEFT = 14
RIGHT = 590
TOP = 30
BOTTOM = 190
FOOT = 50
ROOM = 160
NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Point:
    """A value on the day it was measured."""

    day: dt.date
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class DrawnPoint:
    """A value with its place."""

    point: Point
    x: int
    y: int


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Values with their places, ready for the template."""

    name: str
    title: str
    unit: str
    target: Decimal
    points: tuple[DrawnPoint, ...]
    aim: int
    zero: int
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = BOTTOM + FOOT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM

    @property
    def path(self) -> str:
        """The line from value to value."""
        return "M" + "L".join(f"{drawn.x} {drawn.y}" for drawn in self.points)

    @property
    def last(self) -> DrawnPoint | None:
        return self.points[-1] if self.points else None

    @property
    def anchor(self) -> str:
        """On which side of the last value its number has room."""
        return "start" if self.last and self.last.x < self.left + ROOM else "end"


def plot(*, name: str, title: str, unit: str, points: Sequence[Point], target: Decimal) -> Plot:
    """Lay out values in the order of their days; without any there is nothing to draw.

    The height runs from nought, or what is below it, to the target or the largest value.
    """
    ordered = sorted(points, key=lambda point: point.day)
    line = days([point.day for point in ordered], left=LEFT, right=RIGHT)
    amounts = [NOTHING, target, *(point.value for point in ordered)]
    low, high = min(amounts), max(amounts)
    return Plot(
        name=name,
        title=title,
        unit=unit,
        target=target,
        points=tuple(
            DrawnPoint(point=point, x=line.at(point.day), y=_height(point.value, low, high))
            for point in ordered
        ),
        aim=_height(target, low, high),
        zero=_height(NOTHING, low, high),
        ticks=line.ticks,
    )


def _height(value: Decimal, low: Decimal, high: Decimal) -> int:
    """The higher the value the nearer to the top; all on the bottom where nothing differs."""
    return BOTTOM - round((BOTTOM - TOP) * (value - low) / ((high - low) or 1))

"""Bars below each other, each as long as what it counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.components import Tone

BARS = 420


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A value to draw; `shown` is how it is written, `url` what it counts."""

    label: str
    value: int
    shown: str = ""
    tone: Tone = "info"
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class DrawnBar:
    """A bar with its length."""

    bar: Bar
    width: int

    @property
    def shown(self) -> str:
        """How the value is written."""
        return self.bar.shown or str(self.bar.value)


@dataclass(frozen=True, kw_only=True)
class BarChart:
    """Bars with their lengths; the page puts names and values beside or, if narrow, above them."""

    name: str
    title: str
    column: str
    bars: tuple[DrawnBar, ...]
    full: int = BARS


def bars(*, name: str, title: str, column: str, values: Sequence[Bar]) -> BarChart:
    """Lay out bars below each other; `name` makes ids unique, `column` heads the table's values."""
    largest = max((bar.value for bar in values), default=0) or 1
    drawn = tuple(_bar(bar, largest) for bar in values)
    return BarChart(name=name, title=title, column=column, bars=drawn)


def _bar(bar: Bar, largest: int) -> DrawnBar:
    width = max(2, round(BARS * bar.value / largest)) if bar.value > 0 else 0
    return DrawnBar(bar=bar, width=width)

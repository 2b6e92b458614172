"""Bars below each other, each as long as what it counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.components import Tone

ROW = 36
LABEL = 220
BARS = 420
VALUE = 110


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
    """A bar with its place."""

    bar: Bar
    top: int
    middle: int
    width: int
    after: int

    @property
    def shown(self) -> str:
        """How the value is written."""
        return self.bar.shown or str(self.bar.value)


@dataclass(frozen=True, kw_only=True)
class BarChart:
    """Bars with their places, ready for the template."""

    name: str
    title: str
    column: str
    bars: tuple[DrawnBar, ...]
    height: int
    start: int = LABEL
    width: int = LABEL + BARS + VALUE

    @property
    def linked(self) -> bool:
        return any(drawn.bar.url for drawn in self.bars)


def bars(*, name: str, title: str, column: str, values: Sequence[Bar]) -> BarChart:
    """Lay out bars below each other; `name` makes ids unique, `column` heads the table's values."""
    largest = max((bar.value for bar in values), default=0) or 1
    drawn = tuple(_bar(bar, row, largest) for row, bar in enumerate(values))
    return BarChart(name=name, title=title, column=column, bars=drawn, height=ROW * len(values))


def _bar(bar: Bar, row: int, largest: int) -> DrawnBar:
    width = max(2, round(BARS * bar.value / largest)) if bar.value > 0 else 0
    top = row * ROW
    return DrawnBar(bar=bar, top=top + 6, middle=top + 24, width=width, after=LABEL + width + 10)

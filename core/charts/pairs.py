"""Amounts beside their plan: for each row the plan, and below it what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.components import Tone

FULL = 1000
LEAST = 4
NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Series:
    """What the amounts of one colour are; `capped` ones are marked where they exceed the plan."""

    label: str
    tone: Tone = "info"
    capped: bool = False


@dataclass(frozen=True, kw_only=True)
class Amount:
    """Euros, or none as long as nobody has stated any; `url` is the list behind them."""

    euros: Decimal | None
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """The amounts of one row, the plan first; `note` is said beside the label."""

    label: str
    amounts: Sequence[Amount]
    url: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DrawnAmount:
    """An amount as wide as it is in proportion; `over` of its width lies beyond the plan."""

    series: Series
    amount: Amount
    excess: Decimal
    width: int
    over: int

    @property
    def within(self) -> int:
        return self.width - self.over


@dataclass(frozen=True, kw_only=True)
class DrawnGroup:
    """A row with its bars."""

    group: Group
    bars: tuple[DrawnAmount, ...]


@dataclass(frozen=True, kw_only=True)
class PairedBars:
    """Rows with their bars, ready for the template; widths are thousandths of the drawing."""

    title: str
    series: Sequence[Series]
    groups: tuple[DrawnGroup, ...]
    full: int = FULL


def paired_bars(*, title: str, series: Sequence[Series], groups: Sequence[Group]) -> PairedBars:
    """Lay out groups of bars to one scale; the first of the series is the plan of each group.

    A group that has not one amount for each series is a mistake of the caller: ValueError.
    """
    stated = [amount.euros or NOTHING for group in groups for amount in group.amounts]
    largest = max(stated, default=NOTHING)
    drawn = tuple(
        DrawnGroup(group=group, bars=tuple(_group(group, series, largest))) for group in groups
    )
    return PairedBars(title=title, series=series, groups=drawn)


def _group(group: Group, series: Sequence[Series], largest: Decimal) -> list[DrawnAmount]:
    plan = group.amounts[0].euros or NOTHING
    pairs = zip(series, group.amounts, strict=True)
    return [_bar(one, amount, plan, largest) for one, amount in pairs]


def _bar(series: Series, amount: Amount, plan: Decimal, largest: Decimal) -> DrawnAmount:
    euros = amount.euros or NOTHING
    excess = max(euros - plan, NOTHING) if series.capped else NOTHING
    width = _width(euros, largest)
    over = min(width, max(width - _width(plan, largest), LEAST)) if excess else 0
    return DrawnAmount(series=series, amount=amount, excess=excess, width=width, over=over)


def _width(euros: Decimal, largest: Decimal) -> int:
    """In proportion to the largest, but never too small to be seen."""
    return max(LEAST, round(FULL * euros / largest)) if euros > 0 else 0

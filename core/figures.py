"""Plan against actual: what measures need, were given, have drawn and have cost.

All sums are exact euros, added from the rows themselves; what is asked for together is read at once
by whoever calls.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .models import CostLine, FundingSource

NOTHING = Decimal(0)
# euros by measure, and those by year
Sums = defaultdict[int, Decimal]
Years = defaultdict[int, Sums]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Measures together: how many, planned and actual euros, how many in which light.

    Planned is what is to be spent, as the actual costs are what was spent: income lowers neither.
    `actual` is none as long as no measure has stated any; measures without a report have the light
    `None`.
    """

    number: int
    planned: Decimal
    actual: Decimal | None
    lights: Counter[str | None]


@dataclass(frozen=True, kw_only=True)
class YearFigures:
    """The money of one year, in euros.

    `gap` is what single measures need beyond what is secured for them: what one has left over
    covers no other.
    """

    year: int
    need: Decimal
    secured: Decimal
    drawn: Decimal
    gap: Decimal


def figures(measures: Iterable[Any]) -> Figures:
    """Sum up measures that were read `with_light` and their cost lines."""
    rows = list(measures)
    stated = [each.actual_cost for each in rows if each.actual_cost is not None]
    return Figures(
        number=len(rows),
        planned=sum((each.total_expense for each in rows), NOTHING),
        actual=sum(stated, NOTHING) if stated else None,
        lights=Counter(each.light for each in rows),
    )


def by_year(lines: Iterable[CostLine], sources: Iterable[FundingSource]) -> list[YearFigures]:
    """The need of the cost lines and what the sources give, year by year.

    Only what is secured counts as given; money drawn counts in the year of its call, whatever has
    become of its source.
    """
    need, secured, drawn = _years(), _years(), _years()
    for line in lines:
        need[line.year][line.measure_id] += line.need
    for source in sources:
        for part in source.amounts.all() if source.is_secured else ():
            secured[part.year][source.measure_id] += part.amount
        for call in source.drawings.all():
            drawn[call.drawn_on.year][source.measure_id] += call.amount
    return [
        _of_year(year, need[year], secured[year], drawn[year])
        for year in sorted({*need, *secured, *drawn})
    ]


def _years() -> Years:
    return defaultdict(lambda: defaultdict(Decimal))


def _of_year(year: int, need: Sums, secured: Sums, drawn: Sums) -> YearFigures:
    return YearFigures(
        year=year,
        need=sum(need.values(), NOTHING),
        secured=sum(secured.values(), NOTHING),
        drawn=sum(drawn.values(), NOTHING),
        gap=sum((max(euros - secured[key], NOTHING) for key, euros in need.items()), NOTHING),
    )

"""Amounts keep their proportions, and what exceeds the plan is marked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import Amount, Group, PairedBars, Series, paired_bars
from core.charts.pairs import FULL, LEAST

SERIES = [
    Series(label="Plan", tone="neutral"),
    Series(label="Ist", capped=True),
    Series(label="Gesichert"),
]
EUROS = st.none() | st.decimals("-1e14", "1e14", places=2)
GROUPS = st.lists(st.tuples(EUROS, EUROS, EUROS), max_size=5)


def chart(*groups: tuple[int | Decimal | None, ...]) -> PairedBars:
    rows = [
        Group(
            label=str(number),
            amounts=[Amount(euros=None if euros is None else Decimal(euros)) for euros in amounts],
        )
        for number, amounts in enumerate(groups)
    ]
    return paired_bars(title="Budget", series=SERIES, groups=rows)


def widths(*groups: tuple[int | Decimal | None, ...]) -> list[list[int]]:
    return [[bar.width for bar in group.bars] for group in chart(*groups).groups]


@given(GROUPS)
def test_every_bar_lies_on_the_sheet(groups: list[tuple[Decimal | None, ...]]) -> None:
    for group in chart(*groups).groups:
        for bar in group.bars:
            assert 0 <= bar.over <= bar.width <= FULL
            assert bar.within + bar.over == bar.width
            assert (bar.width > 0) is ((bar.amount.euros or 0) > 0)


@given(GROUPS)
def test_bars_are_in_the_order_of_their_amounts(groups: list[tuple[Decimal | None, ...]]) -> None:
    bars = [bar for group in chart(*groups).groups for bar in group.bars]
    ordered = sorted(bars, key=lambda bar: bar.amount.euros or Decimal(0))

    assert [bar.width for bar in ordered] == sorted(bar.width for bar in bars)


@given(st.tuples(EUROS, EUROS, EUROS))
def test_what_exceeds_the_plan_is_marked_where_the_plan_is_a_limit(
    group: tuple[Decimal | None, ...],
) -> None:
    plan, actual, _secured = (euros or Decimal(0) for euros in group)
    first, capped, free = chart(group).groups[0].bars

    assert capped.excess == max(actual - plan, 0)
    assert (capped.over > 0) is (actual > plan and actual > 0)
    assert (first.excess, free.excess, first.over, free.over) == (0, 0, 0, 0)


def test_the_largest_fills_the_width_over_all_groups() -> None:
    assert widths((100, 50, 0), (200, None, 20)) == [[500, 250, 0], [1000, 0, 100]]


def test_a_small_amount_and_a_small_excess_stay_visible() -> None:
    [bars] = [group.bars for group in chart((1_000_000, 1_000_001, 1)).groups]

    assert [bar.width for bar in bars] == [FULL, FULL, LEAST]
    assert bars[1].over == LEAST


def test_income_and_what_nobody_has_stated_have_no_bar() -> None:
    assert widths((-500, None, 0)) == [[0, 0, 0]]
    assert chart((-500, -100, 0)).groups[0].bars[1].excess == 400


def test_no_groups_at_all_are_an_empty_chart() -> None:
    assert chart().groups == ()


def test_a_group_has_an_amount_for_each_series() -> None:
    with pytest.raises(ValueError, match="zip"):
        chart((1, 2))

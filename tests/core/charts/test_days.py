"""A line of days keeps their order, and names no more than can be read."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts.days import LEAST_MONTHS, MOST_TICKS, Days, days

SOME = st.lists(st.dates(), min_size=1, max_size=6)


def line(*shown: str) -> Days:
    return days([dt.date.fromisoformat(day) for day in shown], left=10, right=710)


def named(made: Days) -> list[str]:
    return [" ".join(filter(None, [tick.label, tick.year])) for tick in made.ticks]


@given(SOME)
def test_days_lie_between_the_edges_in_their_order(shown: list[dt.date]) -> None:
    made = days(shown, left=10, right=710)
    places = [made.at(day) for day in sorted(shown)]

    assert all(10 <= place <= 710 for place in places)
    assert places == sorted(places)
    assert all(made.holds(day) for day in shown)


@given(SOME)
def test_ticks_are_few_and_in_order(shown: list[dt.date]) -> None:
    made = days(shown, left=10, right=710)
    places = [tick.x for tick in made.ticks]

    assert 1 <= len(places) <= MOST_TICKS
    assert places == sorted(set(places))
    assert places[0] >= 10
    assert places[-1] < 710


@given(SOME)
def test_the_first_day_lies_in_the_first_stretch_and_the_last_in_the_last(
    shown: list[dt.date],
) -> None:
    made = days(shown, left=10, right=710)
    second = made.ticks[1].x if len(made.ticks) > 1 else 710

    assert made.at(min(shown)) <= second
    assert made.at(max(shown)) >= made.ticks[-1].x or len(made.ticks) <= LEAST_MONTHS


@pytest.mark.parametrize(
    ("shown", "ticks"),
    [
        (["2026-11-20"], ["Nov 2026", "Dez", "Jan 2027"]),
        (["2026-03-01", "2026-05-31"], ["Mär 2026", "Apr", "Mai"]),
        (["2026-02-01", "2027-03-31"], ["Q1 2026", "Q2", "Q3", "Q4", "Q1 2027"]),
        (["2024-05-01", "2030-01-01"], ["2024", "2025", "2026", "2027", "2028", "2029", "2030"]),
        (["2000-01-01", "2019-12-31"], [str(year) for year in range(2000, 2020, 2)]),
        (["0001-01-01", "0001-02-01"], ["Jan 1", "Feb", "Mär"]),
    ],
)
def test_the_ticks_are_the_coarser_the_more_they_span(shown: list[str], ticks: list[str]) -> None:
    assert named(line(*shown)) == ticks


def test_the_calendar_s_own_ends_have_a_place() -> None:
    made = days([dt.date.min, dt.date.max], left=0, right=100)

    assert (made.at(dt.date.min), made.at(dt.date.max)) == (0, 100)
    assert [tick.label for tick in made.ticks][:2] == ["1", "1000"]


def test_no_days_are_a_line_that_holds_none() -> None:
    made = days([], left=0, right=100)

    assert made.ticks == ()
    assert not made.holds(dt.date(2026, 1, 1))

"""Values lie where their days and their heights are, and the target beside them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import Plot, Point, plot

AMOUNTS = st.decimals("-1e13", "1e13", places=2)
POINTS = st.lists(st.builds(Point, day=st.dates(), value=AMOUNTS), max_size=8)


def chart(*points: Point, target: Decimal | int = 100) -> Plot:
    return plot(name="v", title="Gäste", unit="Personen", points=points, target=Decimal(target))


def point(day: str, value: int) -> Point:
    return Point(day=dt.date.fromisoformat(day), value=Decimal(value))


@given(POINTS, AMOUNTS)
def test_everything_lies_on_the_sheet(points: list[Point], target: Decimal) -> None:
    made = chart(*points, target=target)
    heights = [made.aim, made.zero, *(drawn.y for drawn in made.points)]

    assert all(made.top <= y <= made.bottom for y in heights)
    assert all(made.left <= drawn.x <= made.right for drawn in made.points)
    assert made.bottom < made.height


@given(POINTS, AMOUNTS)
def test_values_stand_in_the_order_of_days_and_the_higher_the_larger(
    points: list[Point], target: Decimal
) -> None:
    made = chart(*points, target=target)
    across = [drawn.x for drawn in made.points]
    upward = sorted(made.points, key=lambda drawn: drawn.point.value)

    assert across == sorted(across)
    assert sorted(made.points, key=lambda drawn: drawn.point.day) == list(made.points)
    assert [drawn.y for drawn in upward] == sorted((d.y for d in made.points), reverse=True)


@given(POINTS.filter(bool), AMOUNTS)
def test_a_value_equal_to_the_target_lies_on_its_line(points: list[Point], target: Decimal) -> None:
    made = chart(*points, Point(day=points[0].day, value=target), target=target)

    assert made.aim in [drawn.y for drawn in made.points]


def test_no_value_is_nothing_to_draw() -> None:
    made = chart()

    assert (made.points, made.last, made.ticks) == ((), None, ())
    assert made.aim < made.zero


def test_one_value_is_a_point() -> None:
    made = chart(point("2026-07-15", 50))

    assert [drawn.y for drawn in made.points] == [(made.aim + made.zero) // 2]
    assert made.path.count("L") == 0


def test_where_nothing_differs_from_nought_all_lies_on_the_ground() -> None:
    made = chart(point("2026-07-15", 0), target=0)

    assert made.points[0].y == made.aim == made.zero == made.bottom


def test_the_line_runs_through_the_values_to_the_last() -> None:
    made = chart(point("2026-07-15", 50), point("2026-03-01", 0))
    first, last = made.points

    assert made.path == f"M{first.x} {first.y}L{last.x} {last.y}"
    assert made.last is last
    assert last.point.value == 50


@pytest.mark.parametrize(
    ("days", "anchor"), [(["2026-01-02"], "start"), (["2026-01-02", "2027-02-01"], "end")]
)
def test_the_last_number_stays_on_the_sheet(days: list[str], anchor: str) -> None:
    assert chart(*(point(day, 5) for day in days)).anchor == anchor

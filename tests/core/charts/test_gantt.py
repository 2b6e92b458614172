"""Milestones lie where their days are, and a delay is as wide as it is long."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import Gantt, GanttRow, gantt

ON = dt.date(2026, 7, 1)
DAYS = st.dates()
ROWS = st.lists(
    st.builds(
        GanttRow,
        label=st.text(max_size=90),
        agreed=DAYS,
        planned=DAYS,
        done=st.none() | DAYS,
        waived=st.booleans(),
    ),
    max_size=5,
)


def chart(*rows: GanttRow, on: dt.date = ON) -> Gantt:
    return gantt(name="g", title="Plan", column="Meilenstein", rows=rows, on=on)


def row(agreed: str, planned: str, done: str = "", **values: Any) -> GanttRow:
    return GanttRow(
        label="Portal online",
        agreed=dt.date.fromisoformat(agreed),
        planned=dt.date.fromisoformat(planned),
        done=dt.date.fromisoformat(done) if done else None,
        **values,
    )


@given(ROWS, DAYS)
def test_everything_lies_on_the_sheet(rows: list[GanttRow], on: dt.date) -> None:
    made = chart(*rows, on=on)
    across = [tick.x for tick in made.ticks] + ([] if made.today is None else [made.today])
    for drawn in made.rows:
        across += [drawn.start, drawn.agreed, drawn.planned, drawn.ends, drawn.stop]
        assert drawn.agreed + drawn.late <= made.width
        assert made.head <= drawn.top < drawn.baseline < drawn.line < made.bottom

    assert all(made.left <= place <= made.right for place in across)
    assert made.bottom <= made.height or not rows


@given(ROWS)
def test_rows_stand_below_each_other_in_their_order(rows: list[GanttRow]) -> None:
    made = chart(*rows)
    tops = [drawn.top for drawn in made.rows]

    assert [drawn.row for drawn in made.rows] == rows
    assert tops == sorted(set(tops))


@given(DAYS, DAYS, st.none() | DAYS, st.booleans())
def test_a_delay_is_what_lies_behind_the_agreed_day(
    agreed: dt.date, planned: dt.date, done: dt.date | None, waived: bool
) -> None:
    [drawn] = chart(
        GanttRow(label="", agreed=agreed, planned=planned, done=done, waived=waived)
    ).rows
    ends = done or planned

    assert (drawn.row.delay > 0) is (ends > agreed and not waived)
    assert (drawn.late > 0) is (drawn.row.delay > 0)
    assert drawn.start <= drawn.agreed <= drawn.stop


def test_equal_days_are_no_delay() -> None:
    [drawn] = chart(row("2026-07-01", "2026-07-01", "2026-07-01")).rows

    assert (drawn.row.delay, drawn.late, drawn.overdue) == (0, 0, False)
    assert drawn.agreed == drawn.planned == drawn.done == drawn.start == drawn.stop


@pytest.mark.parametrize(
    ("given_row", "delay", "overdue"),
    [
        (row("2026-07-01", "2026-07-31"), 30, False),
        (row("2026-05-01", "2026-06-01"), 31, True),
        (row("2026-05-01", "2026-06-01", "2026-05-03"), 2, False),
        (row("2026-06-01", "2026-05-01"), 0, True),
        (row("2026-05-01", "2026-06-01", waived=True), 0, False),
    ],
)
def test_a_row_knows_its_delay_and_whether_it_is_overdue(
    given_row: GanttRow, delay: int, overdue: bool
) -> None:
    [drawn] = chart(given_row).rows

    assert (drawn.row.delay, drawn.overdue) == (delay, overdue)


def test_today_is_drawn_while_something_is_open_and_else_only_if_it_lies_within() -> None:
    long_ago, done = row("2020-01-01", "2020-02-01"), "2020-02-03"

    assert chart(long_ago).today is not None
    assert chart(row("2020-01-01", "2020-02-01", done)).today is None
    assert chart(row("2026-06-15", "2026-07-01", "2026-07-15")).today is not None


@pytest.mark.parametrize(
    ("on", "anchor"),
    [("2026-01-01", "start"), ("2026-06-15", "middle"), ("2026-12-31", "end")],
)
def test_the_word_for_today_stays_on_the_sheet(on: str, anchor: str) -> None:
    year = row("2026-01-01", "2026-12-31")

    assert chart(year, on=dt.date.fromisoformat(on)).anchor == anchor


def test_a_long_label_is_cut_in_the_drawing_alone() -> None:
    whole = "Begegnungswoche der Partnerstädte mit Ausstellung, Empfang und Abschlussbericht"
    [drawn] = chart(GanttRow(label=whole, agreed=ON, planned=ON)).rows

    assert drawn.label == whole[:49] + "…"
    assert drawn.row.label == whole


def test_no_rows_are_an_empty_drawing() -> None:
    made = chart()

    assert (made.rows, made.height, made.today, made.linked) == ((), 0, None, False)
    assert chart(row("2026-07-01", "2026-07-31", url="/massnahmen/")).linked

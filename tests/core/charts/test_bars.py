"""Bars keep their proportions and stay on the sheet."""

from core.charts import Bar, bars
from core.charts.bars import BARS


def test_the_largest_bar_fills_the_width_and_others_are_in_proportion():
    values = [Bar(label="A", value=10), Bar(label="B", value=5), Bar(label="C", value=0)]
    chart = bars(name="x", title="X", column="Anzahl", values=values)

    assert [bar.width for bar in chart.bars] == [BARS, BARS // 2, 0]
    assert chart.full == BARS


def test_a_small_value_stays_visible():
    values = [Bar(label="A", value=10_000), Bar(label="B", value=1)]

    assert bars(name="x", title="X", column="N", values=values).bars[1].width == 2


def test_no_bars_at_all_are_an_empty_chart():
    assert bars(name="x", title="X", column="N", values=[]).bars == ()


def test_a_bar_is_written_as_told_or_else_as_its_number():
    values = [Bar(label="A", value=5, shown="5,00 €"), Bar(label="B", value=7)]
    chart = bars(name="x", title="X", column="N", values=values)

    assert [bar.shown for bar in chart.bars] == ["5,00 €", "7"]

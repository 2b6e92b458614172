"""Drawings keep their proportions and stay on the sheet."""

import pytest

from core.charts import BARS, BOX_HEIGHT, LABEL, Bar, Edge, Node, bars, process_map


def drawn(*edges):
    nodes = [
        Node(code="a", label="A", column=0, row=0),
        Node(code="b", label="B", column=1, row=0, progress="current"),
        Node(code="c", label="C", column=1, row=1),
    ]
    return process_map(name="m", title="Weg", nodes=nodes, edges=edges)


def path(source, target, *, back=False):
    return drawn(Edge(source=source, target=target, back=back)).edges[0].path


def test_the_largest_bar_fills_the_width_and_others_are_in_proportion():
    values = [Bar(label="A", value=10), Bar(label="B", value=5), Bar(label="C", value=0)]
    chart = bars(name="x", title="X", column="Anzahl", values=values)

    assert [bar.width for bar in chart.bars] == [BARS, BARS // 2, 0]
    assert chart.bars[1].after == LABEL + BARS // 2 + 10
    assert chart.height == 3 * chart.bars[1].top - 3 * 6


def test_a_small_value_stays_visible():
    values = [Bar(label="A", value=10_000), Bar(label="B", value=1)]

    assert bars(name="x", title="X", column="N", values=values).bars[1].width == 2


def test_no_bars_at_all_are_an_empty_chart():
    assert bars(name="x", title="X", column="N", values=[]).bars == ()


def test_a_bar_is_written_as_told_or_else_as_its_number():
    values = [Bar(label="A", value=5, shown="5,00 €"), Bar(label="B", value=7)]
    chart = bars(name="x", title="X", column="N", values=values)

    assert [bar.shown for bar in chart.bars] == ["5,00 €", "7"]


def test_the_map_names_the_present_state():
    assert drawn().current == "B"
    assert process_map(name="m", title="Weg", nodes=[], edges=[]).current == ""


def test_every_box_lies_on_the_sheet():
    sheet = drawn()

    assert all(node.x + sheet.box_width < sheet.width for node in sheet.nodes)
    assert all(node.y + BOX_HEIGHT < sheet.height for node in sheet.nodes)


def test_a_way_in_a_row_is_straight_and_its_way_back_swings_over_it():
    assert "H" in path("a", "b")
    assert "C" in path("b", "a", back=True)


def test_ways_between_rows_leave_at_the_near_edges():
    a, b, c = drawn().nodes

    assert path("b", "c").startswith(f"M{b.middle} {b.y + BOX_HEIGHT}C")
    assert path("c", "a", back=True).startswith(f"M{c.middle} {c.y}C")
    assert path("c", "a", back=True).endswith(f"{a.middle} {a.y + BOX_HEIGHT + 3}")


def test_a_way_to_an_unknown_state_is_a_mistake():
    with pytest.raises(KeyError):
        path("a", "z")

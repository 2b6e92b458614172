"""The map keeps its boxes on the sheet and its ways between them."""

import pytest

from core.charts import Edge, Node, process_map
from core.charts.process import BOX_HEIGHT


def drawn(*edges):
    nodes = [
        Node(code="a", label="A", column=0, row=0),
        Node(code="b", label="B", column=1, row=0, progress="current"),
        Node(code="c", label="C", column=1, row=1),
    ]
    return process_map(name="m", title="Weg", nodes=nodes, edges=edges)


def path(source, target, *, back=False):
    return drawn(Edge(source=source, target=target, back=back)).edges[0].path


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

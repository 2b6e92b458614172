"""The map of the lifecycle: states as boxes on a grid, and the ways between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.components import Progress

BOX_WIDTH = 176
BOX_HEIGHT = 52
GAP_X = 40
GAP_Y = 64


@dataclass(frozen=True, kw_only=True)
class Node:
    """A state with its place on the map: column and row of a grid, from the top left."""

    code: str
    label: str
    column: int
    row: int
    progress: Progress = "open"


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A way from one state to another; `back` marks a way back."""

    source: str
    target: str
    label: str = ""
    back: bool = False


@dataclass(frozen=True, kw_only=True)
class DrawnNode:
    """A state with its box."""

    node: Node
    x: int
    y: int

    @property
    def middle(self) -> int:
        """Where the label is centred."""
        return self.x + BOX_WIDTH // 2

    @property
    def baseline(self) -> int:
        """Where the label stands."""
        return self.y + BOX_HEIGHT // 2 + 6


@dataclass(frozen=True, kw_only=True)
class DrawnEdge:
    """A way with its line."""

    edge: Edge
    path: str
    source: str
    target: str


@dataclass(frozen=True, kw_only=True)
class ProcessMap:
    """The lifecycle as boxes and lines, ready for the template."""

    name: str
    title: str
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]
    width: int
    height: int
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT

    @property
    def current(self) -> str:
        """The label of the present state, empty on a map without a position."""
        return next((n.node.label for n in self.nodes if n.node.progress == "current"), "")


def process_map(
    *, name: str, title: str, nodes: Sequence[Node], edges: Sequence[Edge]
) -> ProcessMap:
    """Lay out states on their grid and draw the ways between them.

    Ways to the right leave at the side; ways back swing over their row; others run from box to
    box. A way that names an unknown state is a mistake of the caller and raises KeyError.
    """
    boxes = {node.code: _box(node) for node in nodes}
    ways = tuple(_way(edge, boxes) for edge in edges)
    return ProcessMap(
        name=name,
        title=title,
        nodes=tuple(boxes.values()),
        edges=ways,
        width=max((box.x for box in boxes.values()), default=0) + BOX_WIDTH + 2,
        height=max((box.y for box in boxes.values()), default=0) + BOX_HEIGHT + GAP_Y // 2,
    )


def _box(node: Node) -> DrawnNode:
    x, y = 2 + node.column * (BOX_WIDTH + GAP_X), 26 + node.row * (BOX_HEIGHT + GAP_Y)
    return DrawnNode(node=node, x=x, y=y)


def _way(edge: Edge, boxes: Mapping[str, DrawnNode]) -> DrawnEdge:
    source, target = boxes[edge.source], boxes[edge.target]
    line = _line_back if edge.back else _line
    return DrawnEdge(
        edge=edge,
        path=line(source, target),
        source=source.node.label,
        target=target.node.label,
    )


def _line(source: DrawnNode, target: DrawnNode) -> str:
    """Run from side to side in a row, else from the bottom or top edge in a soft curve."""
    if source.node.row == target.node.row and source.node.column < target.node.column:
        y = source.y + BOX_HEIGHT // 2
        return f"M{source.x + BOX_WIDTH} {y}H{target.x - 3}"
    down = source.node.row < target.node.row
    start = source.y + (BOX_HEIGHT if down else 0)
    end = target.y - 3 if down else target.y + BOX_HEIGHT + 3
    bend = (start + end) // 2
    x = target.middle
    return f"M{source.middle} {start}C{source.middle} {bend} {x} {bend} {x} {end}"


def _line_back(source: DrawnNode, target: DrawnNode) -> str:
    """Swing over the row, wider the farther the way back is; between rows as any other way."""
    if source.node.row != target.node.row:
        return _line(source, target)
    top = source.y - min(24, 8 + 6 * abs(source.node.column - target.node.column))
    start, end = source.middle - 20, target.middle + 20
    return f"M{start} {source.y}C{start} {top} {end} {top} {end} {target.y - 3}"

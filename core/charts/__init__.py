"""Drawings made on the server: bars, plan against actual, days, values, the map of the lifecycle.

They are given as numbers that a template writes as SVG with classes, never with a style or a
script. Every drawing has a title and carries the same content for a table.
"""

from .bars import Bar, BarChart, bars
from .gantt import Gantt, GanttRow, gantt
from .pairs import Amount, Group, PairedBars, Series, paired_bars
from .plot import Plot, Point, plot
from .process import Edge, Node, ProcessMap, process_map

__all__ = [
    "Amount",
    "Bar",
    "BarChart",
    "Edge",
    "Gantt",
    "GanttRow",
    "Group",
    "Node",
    "PairedBars",
    "Plot",
    "Point",
    "ProcessMap",
    "Series",
    "bars",
    "gantt",
    "paired_bars",
    "plot",
    "process_map",
]

"""Drawings made on the server: bars, plan against actual, days, values, the map of the lifecycle.

They are given as numbers that a template writes as SVG with classes, never with a style or a
script. Every drawing has a title and carries the same content for a table.
"""

from .bars import Bar, BarChart, bars
from .process import Edge, Node, ProcessMap, process_map

__all__ = ["Bar", "BarChart", "Edge", "Node", "ProcessMap", "bars", "process_map"]

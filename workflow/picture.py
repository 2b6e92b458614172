"""The lifecycle as a drawing and as BPMN, generated from the declared steps and from the flow.

The drawing reads like a score: every state is a line from top to bottom, every step that moves a
measure an arrow from the states it leaves (dots) to those it reaches (tips). It carries classes and
presentation attributes, no style and no script, so it stands under a strict CSP and on its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from xml.etree import ElementTree as ET

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from viewflow.workflow.chart import calc_layout_data, grid_to_bpmn

from core.lifecycle import steps
from core.models import Measure
from core.steps import FINAL, Status, Step

from .flows import MeasureFlow

COLUMN, ROW = 98, 26
LEFT, TOP = 290, 86
STATES = list(Status)
WIDTH = LEFT + COLUMN * len(STATES)
TIP = '<path class="lz-lifecycle__tip" d="M{} {}l{} -6v12z"/>'
RING = '<circle cx="{}" cy="{}" r="8" fill="none" stroke="currentColor"/>'
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def lifecycle_svg() -> SafeString:
    """All states and all steps that move a measure."""
    return _svg(_("Der Weg einer Maßnahme: Zustände und Schritte"), here=None)


def picture(measure: Measure) -> SafeString:
    """The same drawing with the measure's present state and the ways out of it."""
    here = Status(measure.status)
    title = _("Der Weg einer Maßnahme; %(reference)s steht in: %(state)s") % {
        "reference": measure.reference,
        "state": here.label,
    }
    return _svg(title, here=here)


def _svg(title: str, *, here: Status | None) -> SafeString:
    moving = [step for step in steps().values() if step.targets]
    height = TOP + ROW * len(moving) + 12
    lines = [_state(status, height, current=status == here) for status in STATES]
    arrows = [_step(step, row, leaves=here in step.sources) for row, step in enumerate(moving)]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="lz-lifecycle" viewBox="0 0 {} {}" '
        'role="img" aria-labelledby="lz-lifecycle-title" font-family="Fira Sans, sans-serif" '
        'font-size="12" fill="currentColor"><title id="lz-lifecycle-title">{}</title>'
        '<text x="12" y="{}">{}</text>{}{}</svg>',
        WIDTH,
        height,
        title,
        TOP - 24,
        _("● verlässt, ▶ erreicht, ◎ kann bleiben"),
        format_html_join("", "{}", ((line,) for line in lines)),
        format_html_join("", "{}", ((arrow,) for arrow in arrows)),
    )


def _x(status: Status) -> int:
    return LEFT + COLUMN * STATES.index(status) + COLUMN // 2


def _state(status: Status, height: int, *, current: bool) -> SafeString:
    """The name of a state over its line; the present one is broad and bold."""
    x = _x(status)
    kind = "is-current" if current else "is-final" if status in FINAL else "is-open"
    words = wrap(str(status.label), 12, break_long_words=False)
    return format_html(
        '<g class="lz-lifecycle__state {}" text-anchor="middle" font-weight="{}">{}'
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-width="{}" '
        'stroke-opacity="{}"/></g>',
        kind,
        "700" if current else "400",
        format_html_join(
            "",
            '<text x="{}" y="{}">{}</text>',
            ((x, TOP - 24 - 15 * (len(words) - 1 - i), word) for i, word in enumerate(words)),
        ),
        x,
        TOP - 14,
        x,
        height - 8,
        10 if current else 1,
        "0.3",
    )


def _step(step: Step, row: int, *, leaves: bool) -> SafeString:
    """A step: its label, a line over all its states, dots where it leaves, tips where it ends."""
    y = TOP + ROW * row + ROW // 2
    places = [_x(status) for status in (*step.sources, *step.targets)]
    return format_html(
        '<g class="lz-lifecycle__step {}" font-weight="{}"><title>{}</title>'
        '<text x="{}" y="{}" text-anchor="end">{}</text>'
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-width="{}"/>{}</g>',
        "is-open" if leaves else "is-other",
        "700" if leaves else "400",
        step.explanation,
        LEFT - 6,
        y + 4,
        step.label,
        min(places),
        y,
        max(places),
        y,
        "2" if leaves else "1",
        format_html_join("", "{}", ((mark,) for mark in _marks(step, y))),
    )


def _marks(step: Step, y: int) -> Iterator[SafeString]:
    middle = sum(_x(source) for source in step.sources) / len(step.sources)
    for source in step.sources:
        yield format_html('<circle cx="{}" cy="{}" r="4"/>', _x(source), y)
    for target in step.targets:
        x = _x(target)
        if target in step.sources:
            yield format_html(RING, x, y)
        else:
            yield format_html(TIP, x, y, 9 if x < middle else -9)


# ---- BPMN ------------------------------------------------------------------------------------


def lifecycle_bpmn() -> str:
    """The graph of tasks and gateways for modelling programs; every id once."""
    root = ET.fromstring(grid_to_bpmn(calc_layout_data(MeasureFlow)).strip())  # noqa: S314 - our own
    for prefix, uri in _namespaces():
        ET.register_namespace(prefix, uri)
    _merge_parallel_edges(root)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False)


def _namespaces() -> list[tuple[str, str]]:
    omg = "http://www.omg.org/spec"
    return [
        ("bpmn", f"{omg}/BPMN/20100524/MODEL"),
        ("bpmndi", f"{omg}/BPMN/20100524/DI"),
        ("dc", f"{omg}/DD/20100524/DC"),
        ("di", f"{omg}/DD/20100524/DI"),
    ]


def _merge_parallel_edges(root: ET.Element) -> None:
    """Several cases of a gateway that lead to one node become one edge that names them all."""
    first: dict[str, ET.Element] = {}
    for parent in root.iter():
        said: set[str] = set()
        for child in list(parent):
            name = child.get("id")
            if name is None:
                _drop_if_said(parent, child, said)
            elif first.setdefault(name, child) is not child:
                _add_name(first[name], child)
                parent.remove(child)


def _drop_if_said(parent: ET.Element, child: ET.Element, said: set[str]) -> None:
    """Let a node name each of its edges once."""
    if child.tag in (f"{BPMN}incoming", f"{BPMN}outgoing"):
        edge = f"{child.tag} {child.text}"
        if edge in said:
            parent.remove(child)
        said.add(edge)


def _add_name(kept: ET.Element, dropped: ET.Element) -> None:
    if dropped.get("name"):
        kept.set("name", f"{kept.get('name')}, {dropped.get('name')}")

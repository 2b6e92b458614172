"""The drawing shows what is declared and stands under a strict CSP; the BPMN can be opened."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree as ET

from core.lifecycle import steps
from core.models import Measure
from core.steps import Status
from workflow import picture
from workflow.flows import MeasureFlow

SVG = "{http://www.w3.org/2000/svg}"
MOVING = [step for step in steps().values() if step.targets]


def parts(root: ET.Element, kind: str) -> list[ET.Element]:
    return [
        each for each in root.iter(f"{SVG}g") if f"lz-lifecycle__{kind}" in each.get("class", "")
    ]


def test_every_state_and_every_moving_step_is_drawn() -> None:
    root = ET.fromstring(picture.lifecycle_svg())
    labels = [step.findall(f"{SVG}text")[-1].text for step in parts(root, "step")]
    names = [" ".join(t.text or "" for t in s.findall(f"{SVG}text")) for s in parts(root, "state")]

    assert names == [str(status.label) for status in Status]
    assert labels == [str(step.label) for step in MOVING]


def test_a_step_has_a_dot_per_source_and_a_tip_or_ring_per_target() -> None:
    root = ET.fromstring(picture.lifecycle_svg())

    for step, drawn in zip(MOVING, parts(root, "step"), strict=True):
        rings = [circle for circle in drawn.iter(f"{SVG}circle") if circle.get("fill") == "none"]
        assert len(list(drawn.iter(f"{SVG}circle"))) - len(rings) == len(step.sources)
        assert len(list(drawn.iter(f"{SVG}path"))) + len(rings) == len(step.targets)
        assert len(rings) == len(set(step.sources) & set(step.targets))


def test_the_drawing_needs_no_style_and_no_script_and_has_a_name() -> None:
    root = ET.fromstring(picture.lifecycle_svg())
    attributes = {name for each in root.iter() for name in each.attrib}

    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg",
        "title",
        "g",
        "text",
        "line",
        "circle",
        "path",
    }
    assert not {name for name in attributes if name == "style" or name.startswith("on")}
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Der Weg einer Maßnahme: Zustände und Schritte"
    assert root.get("aria-labelledby") == "lz-lifecycle-title"


def test_the_picture_of_a_measure_marks_its_state_and_the_ways_out() -> None:
    measure = Measure(reference="M-2026-001", status="funded")
    root = ET.fromstring(picture.picture(measure))
    current = [s for s in parts(root, "state") if "is-current" in s.get("class", "")]
    ways = [
        s.findall(f"{SVG}text")[-1].text
        for s in parts(root, "step")
        if s.get("font-weight") == "700"
    ]

    assert "M-2026-001 steht in: Umsetzungsbereit" in (root.findtext(f"{SVG}title") or "")
    assert [state.findtext(f"{SVG}text") for state in current] == ["Umsetzungsbereit"]
    assert ways == [str(step.label) for step in MOVING if Status.FUNDED in step.sources]


def test_a_title_from_outside_cannot_break_out() -> None:
    drawn = picture.picture(Measure(reference="<script>", status="draft"))

    assert "<script" not in drawn


def test_bpmn_draws_every_node_and_each_id_once() -> None:
    root = ET.fromstring(picture.lifecycle_bpmn())
    ids = Counter(each.get("id") for each in root.iter() if each.get("id"))
    nodes = {f"id_node_{node.name}" for node in MeasureFlow.instance.nodes()}

    assert max(ids.values()) == 1
    assert nodes <= set(ids)


def test_bpmn_edges_fit_the_nodes_and_name_all_their_cases() -> None:
    root = ET.fromstring(picture.lifecycle_bpmn())
    flows = {flow.get("id"): flow for flow in root.iter(f"{picture.BPMN}sequenceFlow")}
    leaving = Counter(each.text for each in root.iter(f"{picture.BPMN}outgoing"))
    arriving = Counter(each.text for each in root.iter(f"{picture.BPMN}incoming"))

    assert leaving == arriving == Counter(flows.keys())
    assert flows["id_edge_stands__propose"].get("name") == "draft, rework"

"""The table of the lifecycle says what is declared, in every format, and nothing else."""

from __future__ import annotations

import csv
import json
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from django.core.management import CommandError, call_command

from core import handbook
from core.lifecycle import lifecycle_version, steps
from core.rules import RULES
from core.steps import Status


def printed(shape: str) -> str:
    out = StringIO()
    call_command("lifecycle", "--format", shape, stdout=out)
    return out.getvalue()


def test_there_is_a_row_for_every_step_in_the_order_of_the_law() -> None:
    assert [row.step for row in handbook.rows()] == list(steps().values())


def test_a_row_reads_like_the_signed_table() -> None:
    row = handbook.row_of(steps()["submit"])

    assert row.cells()[:8] == [
        "Zur Prüfung vorlegen",
        "submit",
        "Aufgabe",
        "Entwurf, In Überarbeitung",
        "Formale Prüfung",
        "federführende Stelle (propose)",
        "R-01 R-02 R-03",
        "koordinierendes Büro, Vernetzungsgruppe",
    ]
    assert row.explanation == steps()["submit"].explanation


@pytest.mark.parametrize(
    ("name", "kind", "sources", "targets", "who"),
    [
        (
            "adopt",
            "folgt von selbst",
            "In Beratung",
            "Finanzierung offen, In Überarbeitung, Abschluss in Prüfung",
            "niemand: ergibt sich von selbst",
        ),
        (
            "attach",
            "jederzeit möglich",
            "alle",
            "bleibt",
            "federführende Stelle (propose), koordinierendes Büro (check)",
        ),
        (
            "take_over",
            "jederzeit möglich",
            "Entwurf",
            "In Beratung, Finanzierung offen, In Umsetzung",
            "koordinierendes Büro (release), mit zweiter Person",
        ),
        (
            "look_again",
            "Aufgabe",
            "alle außer den endgültigen",
            "bleibt",
            "koordinierendes Büro (release)",
        ),
    ],
)
def test_kinds_of_steps(name: str, kind: str, sources: str, targets: str, who: str) -> None:
    row = handbook.row_of(steps()[name])

    assert (row.kind, row.sources, row.targets, row.who) == (kind, sources, targets, who)


def test_markdown_holds_states_steps_and_rules() -> None:
    text = printed("md")
    lines = [line for line in text.splitlines() if line.startswith("| ")]

    assert lifecycle_version() in text
    assert len(lines) == len(Status) + len(steps()) + len(RULES) + 3 * 2
    assert "| Abgelehnt | rejected | ja |" in lines


def test_csv_has_a_line_per_step() -> None:
    head, *body = csv.reader(StringIO(printed("csv")))

    assert head == handbook.headings()
    assert [line[1] for line in body] == list(steps())


def test_json_speaks_in_codes() -> None:
    found = json.loads(printed("json"))
    cosign = next(step for step in found["steps"] if step["name"] == "cosign")

    assert [state["code"] for state in found["states"]] == Status.values
    assert {rule["number"] for rule in found["rules"]} == set(RULES)
    assert cosign == {
        "name": "cosign",
        "label": "Mitzeichnen",
        "sources": ["cosigning"],
        "targets": ["cosigning", "ready"],
        "who": [{"permission": "cosign", "on": "cosignature"}],
        "rules": [rule.number for rule in steps()["cosign"].rules],
        "tells": [audience.value for audience in steps()["cosign"].tells],
        "item": "cosignature",
        "explanation": steps()["cosign"].explanation,
        "held": True,
        "free": False,
        "follows": False,
        "parallel": True,
        "two_people": False,
    }


def test_drawings_are_printed_as_xml() -> None:
    assert ET.fromstring(printed("svg")).tag.endswith("svg")
    assert ET.fromstring(printed("bpmn")).tag.endswith("definitions")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("lifecycle", "--format", "pdf")

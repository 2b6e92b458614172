"""The declared lifecycle itself: its questions, its digest, what a handbook reads from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.lifecycle import lifecycle_version, steps
from core.models import Measure
from core.steps import FINAL, HOLDERS, LIVING, Status
from tests.core.lawful import lawful, station


def led(name: str, measure: Measure) -> str:
    """Where the state machine takes this measure, with nothing else written."""
    getattr(measure, name)()
    return str(measure.status)


def test_every_step_says_what_it_is() -> None:
    for name, step in steps().items():
        assert step.name == name
        assert step.explanation.endswith("."), name
        assert str(step.label)
        assert set(step.sources) | set(step.targets) <= set(Status)
        assert step.who
        assert step.stays == (not step.targets)
        assert {who.audience for who in step.who} <= set(HOLDERS.values())


def test_statuses_are_living_or_final() -> None:
    assert set(LIVING) | set(FINAL) == set(Status)
    assert not set(LIVING) & set(FINAL)
    assert len(Status) == 15


def test_labels_are_those_the_office_signed() -> None:
    assert [str(status.label) for status in Status] == [
        "Entwurf",
        "Formale Prüfung",
        "In Überarbeitung",
        "In Mitzeichnung",
        "Gremienreif",
        "In Beratung",
        "Finanzierung offen",
        "Umsetzungsbereit",
        "In Umsetzung",
        "Ruht",
        "Abschluss in Prüfung",
        "Abgeschlossen",
        "Abgelehnt",
        "Zurückgezogen",
        "Eingestellt",
    ]


def test_the_version_is_a_digest_of_the_declared_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    before = lifecycle_version()
    assert len(before) == 16
    lifecycle_version.cache_clear()
    assert lifecycle_version() == before

    lifecycle_version.cache_clear()
    monkeypatch.setitem(steps(), "pause", replace(steps()["pause"], rules=()))
    assert lifecycle_version() != before
    monkeypatch.undo()
    lifecycle_version.cache_clear()


@pytest.mark.parametrize(
    ("name", "status", "facts", "target"),
    [
        ("submit", "draft", {}, "checking"),
        ("withdraw", "ready", {"in_force": False}, "withdrawn"),
        ("withdraw", "rework", {"in_force": True}, "paused"),
        ("withdraw_from_bodies", "consulting", {"in_force": False}, "withdrawn"),
        ("withdraw_from_bodies", "consulting", {"in_force": True}, "paused"),
        ("secure", "funding", {"in_force": False}, "funded"),
        ("secure", "funding", {"in_force": True}, "implementing"),
        ("abort", "funding", {}, "aborted"),
        ("abort", "funded", {}, "aborted"),
        ("abort", "implementing", {}, "closing"),
        ("abort", "paused", {}, "closing"),
        ("complete", "closing", {"terminated": False}, "completed"),
        ("complete", "closing", {"terminated": True}, "aborted"),
        ("return_completion", "closing", {"terminated": False}, "implementing"),
        ("return_completion", "closing", {"terminated": True}, "closing"),
        ("overrule", "cosigning", {}, "ready"),
        ("edit", "rework", {}, "rework"),
    ],
)
def test_where_a_step_leads(name: str, status: str, facts: dict[str, Any], target: str) -> None:
    item = steps()[name].item
    assert led(name, lawful(status, item, **facts)) == target


@pytest.mark.parametrize("to", ["consulting", "funding", "implementing"])
def test_a_case_taken_over_goes_where_it_stood(to: str) -> None:
    measure = lawful()
    measure.act.data["to"] = to  # type: ignore[index]  # a plain dict in tests

    assert led("take_over", measure) == to


def test_cosigning_goes_on_while_an_answer_is_open() -> None:
    measure = lawful("cosigning", "cosignature")
    measure.__dict__["signatures"] = [measure.act.item]

    assert led("cosign", measure) == "cosigning"


@pytest.mark.parametrize(
    ("object_", "target"),
    [("execution", "funding"), ("in_principle", "rework"), ("termination", "closing")],
)
def test_the_object_of_a_decision_says_where_it_leads(object_: str, target: str) -> None:
    measure = lawful("consulting", "station")
    measure.act.item.object = object_

    assert led("adopt", measure) == target


@pytest.mark.parametrize(("in_force", "target"), [(False, "rejected"), (True, "paused")])
def test_a_rejection_ends_only_what_is_not_in_force(in_force: bool, target: str) -> None:
    assert led("reject", lawful("consulting", "station", in_force=in_force)) == target


CORRECTED = [
    ({"outcome": "approved"}, {}, "funding"),
    ({"outcome": "approved_with_changes", "object": "in_principle"}, {}, "rework"),
    ({"outcome": "approved", "object": "termination"}, {}, "closing"),
    ({"outcome": "rejected"}, {"in_force": False}, "rejected"),
    ({"outcome": "rejected"}, {"in_force": True}, "paused"),
    ({"outcome": "rejected", "scope": "procedural"}, {}, "consulting"),
    ({"outcome": "returned_to_lead"}, {}, "rework"),
    ({"outcome": "adjourned"}, {}, "consulting"),
]


@pytest.mark.parametrize(("result", "facts", "target"), CORRECTED)
def test_a_corrected_result_leads_where_it_would_have_led(
    result: dict[str, Any], facts: dict[str, Any], target: str
) -> None:
    measure = lawful("funded", "station", **facts)
    words = {"change_text": "Änderung", "verbatim": "Wortlaut"}
    measure.act.data.update(result | words)  # type: ignore[attr-defined]  # a plain dict in tests

    def write(changed: Measure) -> None:
        for name, value in result.items():
            setattr(changed.act.item, name, value)

    measure.correct(write)
    assert str(measure.status) == target


def test_the_corrected_result_of_a_committee_moves_nothing() -> None:
    measure = lawful("funded", "station")
    measure.act.item.role, measure.act.item.outcome = "advice", "recommended"
    measure.act.data.update(outcome="recommended")  # type: ignore[attr-defined]  # as above

    assert led("correct", measure) == "funded"


def test_a_newer_vote_takes_the_place_of_a_corrected_one() -> None:
    measure = lawful("consulting", "station")
    measure.act.item.outcome = "approved"
    newer = station(21, "decision", 2, "council")
    measure.__dict__["stations"] = [measure.act.item, newer]

    assert led("correct", measure) == "consulting"


def test_a_refused_transition_writes_nothing() -> None:
    written: list[Measure] = []
    measure = lawful("draft", title="")

    with pytest.raises(Exception, match="submit"):
        measure.submit(written.append)

    assert (written, str(measure.status)) == ([], "draft")


def test_the_status_is_assigned_by_steps_alone() -> None:
    measure = lawful("draft")

    with pytest.raises(AttributeError):
        measure.status = "completed"

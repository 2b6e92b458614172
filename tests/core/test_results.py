"""Results of bodies: which of the five parts contradict each other, and who may come to them."""

from __future__ import annotations

from typing import Any

import pytest

from core.models import Consultation
from core.results import Outcome, Result, Role, contradictions, is_competent, result_of
from tests.core.lawful import station


def wrong(**parts: Any) -> list[str]:
    whole = {"outcome": "approved", "manner": "unanimous", "scope": "matter"} | parts
    return [str(sentence) for sentence in contradictions(Result(**whole))]


def counted(yes: int | None, no: int | None, **parts: Any) -> list[str]:
    return wrong(manner="counted", votes_for=yes, votes_against=no, **parts)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"votes_for": 9, "votes_against": 0, "abstentions": 2},
        {"manner": "majority"},
        {"manner": "counted", "votes_for": 6, "votes_against": 5},
        {"outcome": "rejected", "manner": "counted", "votes_for": 5, "votes_against": 5},
        {"outcome": "rejected", "scope": "procedural", "votes_for": 6, "votes_against": 5}
        | {"manner": "majority"},
        {"outcome": "adjourned", "manner": "none", "scope": ""},
        {"outcome": "approved_with_changes", "change_text": "Fünf statt drei Sprachen"},
        {"outcome": "returned_to_lead", "verbatim": "Bitte Kosten klären.", "scope": ""},
    ],
)
def test_plausible_results(parts: dict[str, Any]) -> None:
    assert wrong(**parts) == []


def test_what_is_missing_is_named() -> None:
    assert wrong(outcome="", manner="", scope="") == ["Bitte das Ergebnis auswählen."]
    assert wrong(scope="") == [
        "Bitte angeben, ob zur Sache oder zur Geschäftsordnung abgestimmt wurde."
    ]
    assert wrong(outcome="recommended_with_changes") == ["Bitte die beschlossene Änderung angeben."]
    assert wrong(outcome="returned_to_lead", verbatim=" ") == [
        "Bitte den Wortlaut der Rückgabe angeben: Er ist die Begründung für die Verwaltung."
    ]


def test_votes_that_contradict_the_manner() -> None:
    assert wrong(votes_against=1) == ["Einstimmig heißt: keine Gegenstimme."]
    missing = ["Ausgezählt heißt: Ja- und Nein-Stimmen sind angegeben."]
    assert counted(None, 3) == counted(3, None) == missing
    for votes in ({"votes_for": 0}, {"votes_against": 0}, {"abstentions": 0}):
        assert wrong(outcome="noted", manner="none", **votes) == [
            "Ohne Abstimmung gibt es keine Stimmen."
        ]


def test_votes_that_contradict_the_outcome() -> None:
    assert counted(5, 5) == ["Bei Stimmengleichheit ist der Antrag abgelehnt."]
    assert counted(4, 5) == ["Mehr Nein- als Ja-Stimmen: Der Antrag ist abgelehnt."]
    assert counted(6, 5, outcome="rejected") == [
        "Mehr Ja- als Nein-Stimmen: Der Antrag ist nicht abgelehnt."
    ]
    assert counted(4, 5, scope="procedural") == []


def test_what_is_typed_now_comes_before_the_draft() -> None:
    draft = station(1, "decision", 1, outcome="adjourned", votes_for=3, verbatim="Alt")

    found = result_of({"outcome": "approved", "votes_for": None}, draft)

    assert (found.outcome, found.votes_for, found.verbatim) == ("approved", None, "Alt")
    assert result_of({}, None) == Result()


APPROVING = {"approved", "approved_with_changes"}
RECOMMENDING = {"recommended", "recommended_with_changes"}
EVERYWHERE = {"adjourned", "removed", "drawn_into_groups", "withdrawn", "referred"} | {
    "returned_to_lead",
    "superseded",
    "no_vote",
}


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (Role.DECISION, {*APPROVING, "rejected"}),
        (Role.ADVICE, {*RECOMMENDING, "rejected", "noted"}),
        (Role.HEARING, {*RECOMMENDING, "rejected", "noted"}),
        (Role.INFORMATION, {"noted", "answered"}),
    ],
)
def test_only_the_deciding_body_approves(role: str, own: set[str]) -> None:
    competent = {str(o) for o in Outcome if is_competent(Result(outcome=o), role)}

    assert competent == own | EVERYWHERE


def test_every_role_is_spoken_of() -> None:
    assert {str(role) for role in Consultation.Role} == {str(role) for role in Role}

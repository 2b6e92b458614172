"""What minutes really say, and what it is proposed to mean; a person decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import results
from core.result_text import parse_result

ADVICE = "advice"
REAL: list[tuple[str, dict[str, Any]]] = [
    ("Einstimmig", {"outcome": "approved", "manner": "unanimous", "scope": "matter"}),
    (
        "9 Stimmen dafür, 1 Stimme dagegen, 0 Enthaltungen",
        {
            "outcome": "approved",
            "manner": "counted",
            "votes_for": 9,
            "votes_against": 1,
            "abstentions": 0,
            "scope": "matter",
        },
    ),
    (
        "Bei 6 Enthaltungen beschlossen",
        {"outcome": "approved", "manner": "unanimous", "abstentions": 6, "scope": "matter"},
    ),
    (
        "Mit 38 Nein-Stimmen abgelehnt",
        {"outcome": "rejected", "manner": "majority", "votes_against": 38, "scope": "matter"},
    ),
    (
        "Auf Wunsch der Fraktion Bündnis 90/Die Grünen in die Fraktionen gezogen",
        {
            "outcome": "drawn_into_groups",
            "manner": "none",
            "wish_of": "Fraktion Bündnis 90/Die Grünen",
        },
    ),
    ("siehe Neufassung", {"outcome": "superseded", "manner": "none"}),
]
SENSIBLE: list[tuple[str, dict[str, Any]]] = [
    (
        "9:1:0",
        {
            "outcome": "approved",
            "manner": "counted",
            "votes_for": 9,
            "votes_against": 1,
            "abstentions": 0,
            "scope": "matter",
        },
    ),
    (
        "12 : 3",
        {
            "outcome": "approved",
            "manner": "counted",
            "votes_for": 12,
            "votes_against": 3,
            "scope": "matter",
        },
    ),
    (
        "5 : 5 : 1",
        {
            "outcome": "rejected",
            "manner": "counted",
            "votes_for": 5,
            "votes_against": 5,
            "abstentions": 1,
            "scope": "matter",
        },
    ),
    (
        "Mehrheitlich beschlossen bei zwei Gegenstimmen",
        {"outcome": "approved", "manner": "majority", "votes_against": 2, "scope": "matter"},
    ),
    (
        "Einstimmig bei drei Enthaltungen",
        {"outcome": "approved", "manner": "unanimous", "abstentions": 3, "scope": "matter"},
    ),
    (
        "Einstimmig, eine Enthaltung.",
        {"outcome": "approved", "manner": "unanimous", "abstentions": 1, "scope": "matter"},
    ),
    ("Zur Kenntnis genommen", {"outcome": "noted", "manner": "none"}),
    ("Von der Tagesordnung abgesetzt", {"outcome": "removed", "manner": "none"}),
    ("abgesetzt", {"outcome": "removed", "manner": "none"}),
    ("Zurückgezogen", {"outcome": "withdrawn", "manner": "none"}),
    ("Die Anfrage wurde beantwortet.", None),
    ("Ohne Votum", {"outcome": "no_vote", "manner": "none"}),
    (
        "Vertagt auf den 03.12.2026",
        {"outcome": "adjourned", "manner": "none", "adjourned_to": dt.date(2026, 12, 3)},
    ),
]


@pytest.mark.parametrize(("text", "parts"), [*REAL, *(each for each in SENSIBLE if each[1])])
def test_real_minutes_are_understood_whole(text: str, parts: dict[str, Any]) -> None:
    proposal = parse_result(text)

    assert proposal.parts == parts
    assert (proposal.certain, proposal.unread, proposal.hints) == (True, "", ())
    assert proposal.result.verbatim == text


@pytest.mark.parametrize(
    ("text", "role", "outcome"),
    [
        ("Einstimmig", ADVICE, "recommended"),
        ("Einstimmig beschlossen", "hearing", "recommended"),
        ("Einstimmig empfohlen", ADVICE, "recommended"),
        ("Mehrheitlich beschlossen", "decision", "approved"),
        ("7:2:1", ADVICE, "recommended"),
    ],
)
def test_a_body_that_advises_recommends(text: str, role: str, outcome: str) -> None:
    proposal = parse_result(text, role=role)

    assert (proposal.result.outcome, proposal.certain) == (outcome, True)


def test_an_adjournment_may_name_the_body_of_its_next_sitting() -> None:
    proposal = parse_result("Vertagt auf den VA am 10.12.2026")

    assert proposal.parts == {
        "outcome": "adjourned",
        "manner": "none",
        "adjourned_to": dt.date(2026, 12, 10),
    }
    assert (proposal.certain, proposal.unread) == (False, "va")
    assert proposal.hints == ("Nicht verstanden: „va“.",)


def test_a_day_that_is_none_is_not_proposed() -> None:
    assert parse_result("Vertagt auf den 31.02.2026").result.adjourned_to is None


def test_two_thirds_for_urgency_is_procedure_and_no_rejection_of_the_matter() -> None:
    """4:6:4 on urgency: the matter itself was not voted on."""
    proposal = parse_result("Dringlichkeit mit 4 : 6 : 4 abgelehnt")

    assert (proposal.result.outcome, proposal.result.scope) == ("rejected", "procedural")
    assert parse_result("Mit 2/3-Mehrheit angenommen").result.scope == "procedural"


def test_changes_are_named_but_have_to_be_written() -> None:
    proposal = parse_result("Mit Änderungen beschlossen")

    assert proposal.result.outcome == "approved_with_changes"
    assert not proposal.certain
    assert proposal.hints == ("Bitte die beschlossene Änderung angeben.",)


def test_a_referral_asks_for_the_body() -> None:
    proposal = parse_result("Verwiesen an den Kulturausschuss")

    assert (proposal.result.outcome, proposal.certain) == ("referred", False)
    assert proposal.hints[0] == "Bitte angeben, an welches Gremium verwiesen wurde."


def test_what_goes_back_to_the_administration_is_recognised() -> None:
    assert parse_result("An die Verwaltung zurückgegeben").result.outcome == "returned_to_lead"


@pytest.mark.parametrize(
    "text", ["", "   ", "Es wurde lebhaft gesprochen.", "siehe oben", "TOP 3", "İİ einstimmig"]
)
def test_what_is_not_understood_goes_to_a_person(text: str) -> None:
    proposal = parse_result(text)

    assert (proposal.parts, proposal.certain) == ({}, False)
    assert bool(proposal.unread) is bool(text.strip())


def test_a_contradiction_is_told_and_not_proposed() -> None:
    proposal = parse_result("Einstimmig bei 2 Gegenstimmen beschlossen")

    assert (proposal.parts, proposal.certain) == ({}, False)
    assert proposal.hints == ("Einstimmig heißt: keine Gegenstimme.",)


def test_what_a_body_cannot_say_is_not_proposed() -> None:
    proposal = parse_result("Einstimmig beschlossen", role="information")

    assert proposal.parts == {}
    assert proposal.hints == ("Das passt nicht zur Rolle des Gremiums: Bitte selbst auswählen.",)


WORDS = st.lists(
    st.sampled_from(
        [
            "einstimmig",
            "mehrheitlich",
            "beschlossen",
            "empfohlen",
            "abgelehnt",
            "vertagt",
            "3",
            "12",
            "zwei",
            "Stimmen",
            "dafür",
            "dagegen",
            "Enthaltungen",
            "Gegenstimmen",
            ":",
            "bei",
            "auf",
            "den",
            "3.12.2026",
            "siehe",
            "Neufassung",
            "zur",
            "Kenntnis",
            "genommen",
            "Dringlichkeit",
            "mit",
            "Änderungen",
            "an",
            "die",
            "Verwaltung",
            "zurück",
        ]
    ),
    max_size=8,
).map(" ".join)


@given(
    text=st.one_of(st.text(max_size=80), WORDS), role=st.sampled_from([None, *results.COMPETENCE])
)
def test_nothing_implausible_is_ever_proposed(text: str, role: str | None) -> None:
    proposal = parse_result(text, role=role)

    if not proposal.result.outcome:
        assert proposal.parts == {}
        return
    lacks = results.lacks(proposal.result)
    assert [each for each in results.contradictions(proposal.result) if each not in lacks] == []
    assert role is None or results.is_competent(proposal.result, role)
    assert not (proposal.certain and (lacks or proposal.unread))

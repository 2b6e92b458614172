"""A vote in words: what was counted is said with its name, what nobody counted is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from core import result_words
from core.models import AgendaItem, Consultation


def voted(manner: str, *votes: int | None, outcome: str = "approved") -> Consultation:
    names = ("votes_for", "votes_against", "abstentions")
    numbers: dict[str, Any] = dict(zip(names, votes, strict=True))
    return Consultation(outcome=outcome, manner=manner, scope="matter", **numbers)


SHORT = [
    (("counted", 9, 1, 0), "beschlossen, ausgezählt 9 : 1 : 0"),
    (("counted", 5, 5, None), "beschlossen, ausgezählt, 5 Ja, 5 Nein"),
    (("majority", None, None, 6), "beschlossen, mehrheitlich, 6 Enthaltungen"),
    (("unanimous", None, None, 1), "beschlossen, einstimmig, 1 Enthaltung"),
    (("majority", None, 0, None), "beschlossen, mehrheitlich, 0 Nein"),
    (("majority", None, None, None), "beschlossen, mehrheitlich"),
    (("none", None, None, None), "beschlossen"),
    (("", 9, 1, 0), "beschlossen, 9 : 1 : 0"),
]


@pytest.mark.parametrize(("votes", "said"), SHORT)
def test_in_a_table_numbers_stand_alone_only_where_all_are_known(votes: Any, said: str) -> None:
    assert result_words.short(voted(*votes)) == said


def test_it_is_said_in_english_as_well() -> None:
    with translation.override("en"):
        assert result_words.short(voted("majority", None, None, 6)).endswith(", 6 abstentions")
        assert (
            result_words.named(voted("counted", 9, 1, 1)) == "9 in favour, 1 against, 1 abstention"
        )


@pytest.mark.parametrize(
    ("role", "said"),
    [("decision", "abgelehnt"), ("advice", "nicht empfohlen"), ("hearing", "nicht empfohlen")],
)
def test_who_decides_rejects_and_who_advises_does_not_recommend(role: str, said: str) -> None:
    station = Consultation(role=role, outcome="rejected", scope="matter")

    assert station.get_outcome_display() == result_words.short(station) == said
    assert result_words.sentence(station) == f"{said.capitalize()}."
    assert AgendaItem(outcome="rejected").get_outcome_display() == "abgelehnt"


def test_nothing_recorded_says_nothing() -> None:
    assert result_words.short(voted("", None, None, None, outcome="")) == ""

"""What a step costs: the statements of each, counted literally, and that they stay in their limits.

A change of the engine shows here as a changed number; transaction control is not counted.
"""

from __future__ import annotations

import pytest

from tests.factories import city
from tests.life import LIFE, Life, counted

pytestmark = pytest.mark.django_db

LIMITS = {"plain": 9, "parallel": 10, "last": 12}
FOR_RULES = 3  # rules that read sub-records may add as many
STATEMENTS = [
    ("submit lead", 12),
    ("request_cosignatures office", 12),
    ("cosign culture", 9),
    ("cosign school", 9),
    ("cosign treasury", 11),
    ("edit_route office", 12),
    ("release office", 15),
    ("publish committee", 9),
    ("publish second_committee", 10),
    ("publish main_committee", 10),
    ("publish council", 14),
    ("edit_milestones lead", 8),
    ("start lead", 12),
    ("report lead", 12),
    ("approve_report office", 10),
    ("pause lead", 8),
    ("resume lead", 10),
    ("edit_milestones lead", 9),
    ("request_completion lead", 10),
    ("complete office", 8),
]
# The release writes two kinds of sub-records (paper, stations), and five rules read as many.
OVER = {"release office": 3}


@pytest.fixture
def sent() -> list[tuple[str, int]]:
    """The statements of every step of a life; the life before it has filled the caches."""
    made = city()
    for _life in range(2):
        life, found = Life(made), []
        for move in LIFE:
            step = life.prepared(move)
            with counted() as statements:
                step()
            found.append((move.name, len(statements)))
    assert life.measure.status == "completed"
    return found


def test_each_step_sends_exactly_these_statements(sent: list[tuple[str, int]]) -> None:
    assert sent == STATEMENTS


def test_no_step_exceeds_its_limit() -> None:
    limits = [LIMITS[move.kind] + FOR_RULES + OVER.get(move.name, 0) for move in LIFE]

    assert [
        (name, number)
        for (name, number), limit in zip(STATEMENTS, limits, strict=True)
        if number > limit
    ] == []
    assert sum(number for _name, number in STATEMENTS) / len(LIFE) <= LIMITS["last"]

"""From proposal to completion through the engine: every effect after every step."""

from __future__ import annotations

from typing import Any

import pytest

from notifications.worker import drain
from tests import real_case
from tests.factories import City, Walk, city
from tests.story import STORY, Move, check_effect, proposal

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_measure_travels_from_proposal_to_completion() -> None:
    walk = travelled(city(), proposal(), STORY)

    people = {entry.actor_id for entry in walk.measure.journal.all()}
    assert len(people) >= 8


def test_a_real_case_is_financed_in_two_stages_and_begins_early() -> None:
    hall = city()
    real_case.ground()

    walk = travelled(hall, real_case.proposal(), real_case.REAL_CASE)

    real_case.check_end(walk.measure)


def travelled(hall: City, changes: dict[str, Any], moves: list[Move]) -> Walk:
    """A measure after these moves, every effect checked after each of them."""
    walk = Walk(hall, **changes)
    drain()
    for move in moves:
        before = walk.fresh.version
        organization, data = getattr(hall, move.who), move.data(hall, walk.fresh)
        if move.node:
            holder = organization if move.node in ("cosign", "record") else None
            walk.do(move.node, move.step, organization, move.number, holder=holder, **data)
        else:
            walk.take(move.step, organization, move.number, **data)
        drain()
        check_effect(hall, walk.measure, move, before)
    return walk

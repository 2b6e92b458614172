"""From proposal to completion through the engine: every effect after every step."""

from __future__ import annotations

import pytest

from notifications.worker import drain
from tests.factories import Walk, city
from tests.story import STORY, check_effect, proposal

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_measure_travels_from_proposal_to_completion() -> None:
    hall = city()
    walk = Walk(hall, **proposal())
    drain()

    for move in STORY:
        before = walk.fresh.version
        organization, data = getattr(hall, move.who), move.data(hall, walk.fresh)
        if move.node:
            holder = organization if move.node in ("cosign", "record") else None
            walk.do(move.node, move.step, organization, move.number, holder=holder, **data)
        else:
            walk.take(move.step, organization, move.number, **data)
        drain()
        check_effect(hall, walk.measure, move, before)

    people = {entry.actor_id for entry in walk.measure.journal.all()}
    assert len(people) >= 8

"""Every cell of the rights matrix, tried at the engine.

Offered means it works, refused means exactly these reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from core.lifecycle import steps
from core.models import Measure
from core.steps import LIVING, Status, Step
from tests.factories import open_keys, rebuilt_keys
from workflow import engine
from workflow.models import Process
from workflow.offers import Chance
from workflow.refusals import Forbidden, Hidden, Refusal, Stale, StepRefused

from .answering import answer
from .rights import HEAD, LEGEND, RELATIONS, ROLES, View, lines, measure_of, signed, views
from .situations import SITUATIONS, Cast, built, cast

Said = tuple[str, list[str]]
NOTHING: Mapping[str, Any] = {}
DONE: Said = ("", [])
GONE: Said = (Stale.__name__, [])
NOT_NOW: list[Said] = [(StepRefused.__name__, ["R-00"]), (StepRefused.__name__, ["R-06"])]
pytestmark = [pytest.mark.django_db, pytest.mark.unmeasured]
SYMBOL = re.compile(r"^(ja|\.|x|o|R-\d\d(/R-\d\d)?( R-\d\d(/R-\d\d)?)*)$")


@pytest.fixture
def people(in_memory_files: Any) -> Cast:
    return cast()


def test_the_signed_matrix_is_whole_and_readable() -> None:
    rows = [row for part in signed().values() for row in part]

    assert list(signed()) == list(product(SITUATIONS, RELATIONS))
    assert {len(row) for row in rows} == {len(HEAD)}
    assert [cell for row in rows for cell in row[3:] if not SYMBOL.match(cell)] == []
    assert len(LEGEND) == 6


def test_every_status_has_its_situation(people: Cast) -> None:
    reached = {built(people, s, public=True, submitter="lead_head").status for s in SITUATIONS}

    assert reached == set(Status)


def attempt(
    way: Chance,
    *,
    view: View,
    measure: Process,
    step: Step,
    people: Cast,
    more: Mapping[str, Any] = NOTHING,
) -> Process:
    """Take the step as this person, through its task if it has one, with a valid answer."""
    data = answer(step.name, measure, way.item, people.city) | more
    if way.task is not None:
        return engine.perform(
            actor=view.person, task=way.task, action=step.name, seen=measure.version, data=data
        )
    if way.item is not None:
        data[step.item] = way.item
    return engine.intervene(
        actor=view.person, measure=measure.pk, step=step.name, seen=measure.version, data=data
    )


def refused(way: Chance, **case: Any) -> Said:
    """What the engine says to an attempt that must not work; a refusal leaves no trace."""
    try:
        attempt(way, **case)
    except Refusal as refusal:
        return type(refusal).__name__, [r.number for r in getattr(refusal, "reasons", [])]
    return DONE


def taken(way: Chance, *, measure: Process, **case: Any) -> Said:
    """Take the step and everything back; a step that works leaves journal and tasks in order."""
    with transaction.atomic():
        try:
            after = attempt(way, measure=measure, **case)
        except Refusal as refusal:
            return type(refusal).__name__, [r.number for r in getattr(refusal, "reasons", [])]
        assert after.journal.count() == after.version == measure.version + 1
        assert open_keys(after) == rebuilt_keys(after)
        assert open_keys(after) or after.status not in LIVING
        transaction.set_rollback(True)
    return DONE


def promises(way: Chance, view: View, step: Step) -> list[Said]:
    """What the engine may say according to what is offered; about nothing any refusal will do."""
    numbers = [reason.number for reason in way.reasons]
    if not view.visible:
        return [(Hidden.__name__, [])]
    if way.allowed:
        return [DONE]
    if {"R-00", "R-06"} & set(numbers):
        return [(Forbidden.__name__, ["R-05"]), GONE, *NOT_NOW]
    if not way.permitted:
        return [(Forbidden.__name__, ["R-05"])]
    return [
        GONE
        if step.held and not step.free and way.task is None
        else (StepRefused.__name__, numbers)
    ]


def differences(view: View, measure: Process, people: Cast) -> Iterator[str]:
    """Try every way to take every step as one person."""
    for step in steps().values():
        for way in view.offers[step.name].chances:
            try_it = taken if view.visible and way.allowed else refused
            said = try_it(way, view=view, measure=measure, step=step, people=people)
            if said not in promises(way, view, step):
                yield f"{view.role} {step.name} {way.title}: {way.reasons} / {said}"


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_engine_offers_what_is_signed_and_does_what_it_offers(
    situation: str, relation: str, people: Cast
) -> None:
    measure = measure_of(situation, relation, people)
    seen = list(views(measure, people))

    assert lines(situation, relation, measure, seen) == signed()[situation, relation]
    assert [found for view in seen for found in differences(view, measure, people)] == []
    assert Measure.objects.get(pk=measure.pk).version == measure.version
    print(f"{situation}, {relation}: {len(seen) * len(steps())} cells")  # noqa: T201 - how much was tried is asked for


def test_no_cell_is_left_out() -> None:
    """Situations × relations × roles × steps: this many are tried above."""
    cells = len(SITUATIONS) * len(RELATIONS) * len(ROLES) * len(steps())

    print(f"{cells} cells")  # noqa: T201 - how much was tried is asked for
    assert cells >= 15 * 2 * 12 * 40

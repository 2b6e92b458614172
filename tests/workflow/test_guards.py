"""Every rule before every step: it alone refuses the step, and nothing else does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.lifecycle import steps
from core.rules import RULES
from tests.core.lawful import SPOILS
from workflow.refusals import Reason

from .guards import GUARDS, UNGUARDED, check, refusals, subject


@pytest.mark.parametrize("name", [*GUARDS, *UNGUARDED])
def test_each_rule_alone_refuses_the_step(name: str) -> None:
    check(name)


def test_every_step_and_every_rule_is_spoken_of() -> None:
    assert {*GUARDS, *UNGUARDED} == set(steps())
    assert set(SPOILS) == set(RULES)
    assert {number for guards in GUARDS.values() for number in guards.split()} == set(RULES)


@pytest.mark.parametrize("name", GUARDS)
def test_a_button_does_not_wait_for_what_the_form_will_ask(name: str) -> None:
    """Rules about answers hold while only the button is asked for, the others do not."""
    for number in GUARDS[name].split():
        measure = subject(name)
        SPOILS[number](measure)
        measure.act = replace(measure.act, asking=True)
        by_form = {rule.number for rule in steps()[name].rules if rule.by_form}
        assert (number in refusals(name, measure)) == (number not in by_form)


def test_a_step_in_the_wrong_state_is_told_which_states_allow_it() -> None:
    measure = subject("submit")
    assert refusals("start", measure) == {"R-00"}
    assert Reason("R-00", "x").as_dict() == {"number": "R-00", "sentence": "x", "resolved_by": ""}

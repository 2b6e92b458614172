"""The flow says what the law says: its gateways and tasks, against the declared steps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from core.lifecycle import Lifecycle, steps
from workflow.flows import MeasureFlow
from workflow.nodes import Ask, ByStatus, Each, Together, UntilSettled

from .declared import ALL, ends_of, moments, names

# what follows by itself from which step
RESULTS = {"publish": ("adopt", "reject", "return_from_body")}


def asks() -> list[Ask]:
    return [node for node in MeasureFlow.instance.nodes() if isinstance(node, Ask)]


def standing(node: Ask) -> set[str]:
    """The statuses in which the main branch of the flow asks this task."""
    return {s for s, first in MeasureFlow.instance.stands.cases.items() if node in tasks(first)}


def tasks(node: Any) -> set[Ask]:
    """The human tasks a gateway asks, up to the first of each branch."""
    if isinstance(node, Ask):
        return {node}
    return set().union(*(tasks(edge.dst) for edge in node._outgoing()))


def outcomes(name: str, status: str) -> set[str]:
    """Where a step can lead from this status, with what follows from it."""
    step = steps()[name]
    if status not in step.sources:
        return set()
    found = ends_of(name) or {status}
    for following in RESULTS.get(name, ()):
        if status in steps()[following].sources:
            found |= ends_of(following)
    return found | (ends_of("secure") if "funding" in found else set())


def gateway(node: Any) -> Any:
    """The gateway or task an answered task leads to: what runs beside it is passed through."""
    while isinstance(node, Together | Each):
        node = node._next
    return gateway(node._on_false) if isinstance(node, UntilSettled) else node


def known(node: Any) -> set[str]:
    """The statuses a gateway has cases for; a task stands for its own, the turn for every one."""
    if node is MeasureFlow.instance.turn:
        return ALL
    return set(node.cases) if isinstance(node, ByStatus) else standing(node)


def test_every_gateway_knows_exactly_where_the_answers_before_it_lead() -> None:
    """A case too few loses a measure, a case too many waits for something that never comes."""
    led: dict[Any, set[str]] = {}
    for node in asks():
        behind = gateway(node._next)
        for status in standing(node) or known(behind):
            for action in node.actions:
                led.setdefault(behind, set()).update(outcomes(action, status))

    assert led.pop(MeasureFlow.instance.turn) <= ALL
    for behind, found in led.items():
        assert found == known(behind), behind.name


def test_every_task_can_be_answered_and_every_held_step_has_its_task() -> None:
    for node in asks():
        for status in standing(node):
            assert [a for a in node.actions if status in steps()[a].sources], (node.name, status)
        impossible = [a for a in node.actions if standing(node) - moments(a)]
        assert impossible == [], node.name
    held = {step.name for step in steps().values() if step.held}
    answers = {action for node in asks() for action in node.actions}
    assert answers - held == names("send_back replace withdraw_from_bodies pause return_completion")
    assert held - answers == set()


def test_everybody_who_holds_a_task_has_the_right_to_answer_it() -> None:
    holders = {"item": {"cosignature", "station", "order"}}
    for node in asks():
        allowed = {
            (who.permission, who.on) for action in node.actions for who in steps()[action].who
        }
        assert {(node.permission, on) for on in holders.get(node.holder, {node.holder})} & allowed


def test_the_machine_is_the_table() -> None:
    """What the steps say is what the state machine does."""
    for name, step in steps().items():
        machine = getattr(Lifecycle, name)._django_fsm
        assert set(machine.transitions) == set(step.sources), name
        for transition in machine.transitions.values():
            target = transition.target
            states = getattr(target, "allowed_states", [target] if target else [])
            assert set(states) == set(step.targets), name
            assert list(transition.conditions) == list(step.rules), name
            assert transition.custom["step"] is step


def test_the_nature_of_each_step() -> None:
    """What others do beside it, what follows by itself, what is held only, what is about a row."""
    natures = {
        "parallel": names("cosign overrule record publish report approve_report settle_order"),
        "follows": names("adopt reject return_from_body secure remind escalate"),
        "two_people": names("urgent take_over"),
    }
    for nature, expected in natures.items():
        assert {s.name for s in steps().values() if getattr(s, nature)} == expected, nature
    both = {s.name for s in steps().values() if s.held and s.free}
    assert both == names("confirm_source report")
    neither = {s.name for s in steps().values() if not s.held and not s.free}
    assert neither == natures["follows"]


def test_what_is_held_is_possible_only_where_its_task_is_asked() -> None:
    for node in asks():
        for action in node.actions if standing(node) else ():
            if not steps()[action].free and action not in {"record", "publish"}:
                assert moments(action) == standing(node), action


def test_what_follows_follows_at_one_place_only() -> None:
    assert [moments(name) for name in RESULTS["publish"]] == [{"consulting"}] * 3
    assert moments("secure") == {"funding"}


@pytest.mark.parametrize(
    ("status", "waiting", "goes_on"),
    [("cosigning", [1], False), ("cosigning", [], True), ("rework", [1], True)],
)
def test_nothing_follows_a_turn_while_others_of_it_are_unheard(
    status: str, waiting: list[int], goes_on: bool
) -> None:
    join = Together("cosigning", "open_signatures")
    join._next = SimpleNamespace(ask=lambda measure: iter(["task"]))
    measure: Any = SimpleNamespace(status=status, open_signatures=waiting)

    assert list(join.ask(measure)) == (["task"] if goes_on else [])

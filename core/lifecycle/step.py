"""How a step is declared.

A django-fsm transition that carries what the office has signed about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django_fsm import GET_STATE, transition

from core.steps import Audience, Status, Step, Text, Who

if TYPE_CHECKING:
    from core.models import Measure
    from core.rule import Rule

PROPOSE, WITHDRAW, IMPLEMENT = (Who(p, on="lead") for p in ("propose", "withdraw", "implement"))
CHECK, RELEASE = (Who(p, on="office") for p in ("check", "release"))
COSIGN, RECORD, FUND, ORDERED = (
    Who("cosign", "cosignature"),
    Who("record", "station"),
    Who("fund", "treasury"),
    Who("implement", "order"),
)
Question = Callable[["Measure"], Status]
Target = Status | tuple[Question, Sequence[Status]] | None
Effect = Callable[["Measure"], None]
Method = Callable[..., None]


def nothing(measure: Measure) -> None:
    """The effect of a step that writes nothing of its own."""


def step(
    *,
    label: Text,
    source: Status | Iterable[Status],
    target: Target,
    who: Who | tuple[Who, ...],
    rules: Sequence[Rule] = (),
    tells: Sequence[Audience] = (),
    **nature: Any,
) -> Callable[[Method], Method]:
    """Declare a step: a transition that carries who may take it, its rules and who is told.

    A target is a status, None (the measure stays where it is) or a question to the measure with its
    possible answers. `nature` are the further attributes of `core.steps.Step`. Called with an
    effect (what the step writes), the order is: rules, effect, question for the target.
    """
    nature.setdefault("free", not nature.get("held") and not nature.get("follows"))
    nature["sources"] = (source,) if isinstance(source, Status) else tuple(source)
    nature["who"] = who if isinstance(who, tuple) else (who,)

    def declare(method: Method) -> Method:
        said = " ".join((method.__doc__ or "").split())
        declared = Step(
            name=method.__name__,
            label=label,
            targets=_targets(target),
            rules=tuple(rules),
            tells=tuple(tells),
            explanation=said,
            **nature,
        )
        return _transition(declared, _state(target), _with_effect(method))

    return declare


def _transition(declared: Step, state: Any, method: Method) -> Method:
    mark = transition(
        "status",
        list(declared.sources),
        state,
        conditions=cast("Any", [*declared.rules]),
        custom={"step": declared},
    )
    return mark(method)  # type: ignore[no-any-return]  # django_fsm is untyped


def _targets(target: Target) -> tuple[Status, ...]:
    if isinstance(target, tuple):
        return tuple(target[1])
    return (target,) if target else ()


def _state(target: Target) -> Any:
    if not isinstance(target, tuple):
        return target
    question, answers = target
    return GET_STATE(lambda measure, *effect: question(measure), states=list(answers))


def _with_effect(method: Method) -> Method:
    @wraps(method)
    def body(measure: Measure, effect: Effect = nothing) -> None:
        effect(measure)

    return body


def unless_in_force(otherwise: Status, in_force: Status) -> tuple[Question, list[Status]]:
    """A measure in force never ends by a decision on a further paper."""

    def question(measure: Measure) -> Status:
        return in_force if measure.in_force else otherwise

    return question, [otherwise, in_force]


def by_object(measure: Measure) -> Status:
    """Where an adoption leads: a decision in principle and a termination have ways of their own."""
    ways = {"in_principle": Status.REWORK, "termination": Status.CLOSING}
    return ways.get(measure.act.item.object, Status.FUNDING)

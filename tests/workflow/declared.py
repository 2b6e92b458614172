"""The declared lifecycle as the invariants see it.

Read at call time, so that damage is seen too.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.lifecycle import steps
from core.steps import Status, Step

ALL = {str(status) for status in Status}
FINAL = {"completed", "rejected", "withdrawn", "aborted"}
LIVING = ALL - FINAL
UNDECIDED = {"draft", "checking", "rework", "cosigning", "ready"}
DECIDED = {"funding", "funded"}
Place = tuple[str, bool]


def names(text: str) -> set[str]:
    return set(text.split())


def moments(name: str) -> set[str]:
    """The statuses in which a step can be taken."""
    return {str(source) for source in steps()[name].sources}


def ends_of(name: str) -> set[str]:
    """The statuses a step can lead to."""
    return {str(target) for target in steps()[name].targets}


def rules_of(step: Step) -> set[str]:
    return {rule.number for rule in step.rules}


def told(audience: str) -> set[str]:
    """The steps that tell this audience."""
    return {step.name for step in steps().values() if audience in {str(a) for a in step.tells}}


def edges() -> Iterator[tuple[str, str, Step]]:
    """Every declared move from status to status."""
    for step in steps().values():
        yield from ((str(a), str(b), step) for a in step.sources for b in step.targets)


def happens(step: Step, a: str, b: str, in_force: bool) -> bool:
    """What being in force decides about a move, as the office reads the table.

    Only a measure in force comes to rest or back to work by a step about its paper; what closes
    without ever having begun was terminated. A correction that moves nothing stays where it is.
    """
    if b == "paused" and step.name != "pause":
        return in_force
    if step.name in {"secure", "return_completion", "complete"} and b != "closing":
        return in_force == (b in {"implementing", "completed"})
    if step.name == "correct" and b == "funded":
        return a == b
    return not (in_force and b in {"rejected", "withdrawn"})


def reached(*, without: str = "", past: str = "", start: str = "draft") -> set[str]:
    """Every status to be reached by moves that ask none of these rules, leaving out some steps."""
    found: set[Place] = {(start, False), (start, start in {"closing", "paused", "implementing"})}
    moves = [
        (a, b, step)
        for a, b, step in edges()
        if not rules_of(step) & names(without) and step.name not in names(past)
    ]
    while more := _next(found, moves) - found:
        found |= more
    return {status for status, _in_force in found}


def _next(found: set[Place], moves: list[tuple[str, str, Step]]) -> set[Place]:
    return {
        (b, force or b == "implementing")
        for a, b, step in moves
        for force in (False, True)
        if (a, force) in found and happens(step, a, b, force)
    }

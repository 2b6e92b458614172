"""What a rule is: a number, one German sentence, a pure question, and who can clear it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.models import Measure, Person
    from core.steps import Audience, Text


@dataclass(frozen=True)
class Act:
    """The circumstances of a step: actor, answers, sub-record, day.

    `first` proposed a step that takes two people. `asking`: only whether the button is to be
    offered. `behalf`: in whose place the actor acts as a substitute.
    """

    actor: Person | None = None
    behalf: Person | None = None
    first: Person | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    item: Any = None
    on: dt.date = field(default_factory=dt.date.today)
    at: dt.datetime | None = None
    asking: bool = False

    @property
    def people(self) -> set[int]:
        """Who acts: the actor, and whoever is represented."""
        return {person.pk for person in (self.actor, self.behalf) if person}

    @property
    def by(self) -> Person:
        """The person acting; steps that write who did something are never taken by the system."""
        if self.actor is None:
            raise PermissionError
        return self.actor


@dataclass(frozen=True)
class Rule:
    """A numbered question to a measure."""

    number: str
    sentence: Text
    holds: Callable[[Measure], bool]
    resolved_by: Audience
    by_form: bool = False
    detail: Callable[[Measure], str] | None = None

    def told(self, measure: Measure) -> str:
        """The sentence of the rule and, where it can tell, what exactly this measure lacks."""
        return f"{self.sentence} {self.detail(measure) if self.detail else ''}".strip()

    def __call__(self, measure: Measure) -> bool:
        return (self.by_form and measure.act.asking) or self.holds(measure)

    @property
    def __name__(self) -> str:
        return self.number


def rule(
    number: str,
    sentence: Text,
    *,
    resolved_by: Audience,
    by_form: bool = False,
    detail: Callable[[Measure], str] | None = None,
) -> Callable[[Callable[[Measure], bool]], Rule]:
    """Declare a rule; the decorated function is its predicate."""

    def declare(holds: Callable[[Measure], bool]) -> Rule:
        return Rule(number, sentence, holds, resolved_by, by_form, detail)

    return declare


def given(measure: Measure, name: str) -> Any:
    """An answer of the form, or what the measure already says under that name."""
    return measure.act.data.get(name) or getattr(measure, name, None)

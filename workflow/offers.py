"""Why and why not: every step for one person, with all reasons and who can clear them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core import access
from core.lifecycle import steps
from core.models import Person, Substitution
from core.rule import Act, Rule
from core.steps import Audience, Status, Step

from .actions import items_of
from .models import Process, Task
from .refusals import Reason


@dataclass(frozen=True)
class Chance:
    """One way to take a step: through a task, about a sub-record, or both."""

    task: int | None
    item: Any
    allowed: bool
    reasons: list[Reason] = field(default_factory=list)
    permitted: bool = True

    @property
    def title(self) -> str:
        return str(self.item) if self.item is not None else ""


@dataclass(frozen=True)
class Offer:
    """A step as offered to a person. `allowed` if one of its chances is."""

    step: Step
    chances: list[Chance]

    @property
    def name(self) -> str:
        return self.step.name

    @property
    def label(self) -> str:
        return str(self.step.label)

    @property
    def explanation(self) -> str:
        return self.step.explanation

    @property
    def allowed(self) -> bool:
        return any(chance.allowed for chance in self.chances)

    @property
    def permitted(self) -> bool:
        """The person holds the right for it, whatever the rules say."""
        return any(chance.permitted for chance in self.chances)

    @property
    def reasons(self) -> list[Reason]:
        """All reasons of the chance that is nearest to being allowed.

        Empty if the step is allowed.
        """
        if self.allowed:
            return []
        nearest = min(self.chances, key=lambda each: (not each.permitted, len(each.reasons)))
        return nearest.reasons


def offers(measure: Process, person: Person, *, on: dt.date) -> list[Offer]:
    """Every declared step, in the order of the lifecycle."""
    open_tasks = list(Task.objects.open().filter(process=measure))
    return [
        Offer(step, list(_chances(measure, person, step, open_tasks, on)))
        for step in steps().values()
    ]


def _chances(
    measure: Process, person: Person, step: Step, open_tasks: list[Task], on: dt.date
) -> Iterable[Chance]:
    if measure.status not in step.sources:
        yield Chance(None, None, False, [not_in_this_state(step)], permitted=False)
        return
    if step.follows:
        yield Chance(None, None, False, [Reason("R-00", step.explanation)], permitted=False)
        return
    items = items_of(measure, step.name)
    if step.item and not items:
        yield Chance(
            None,
            None,
            False,
            [nothing_there()],
            permitted=False,
        )
        return
    tasks = [task for task in open_tasks if step.name in task.actions]
    for item in items or [None]:
        yield _chance(measure, person, step, item, tasks, on)


def _chance(
    measure: Process, person: Person, step: Step, item: Any, tasks: list[Task], on: dt.date
) -> Chance:
    behalf = in_whose_place(person, step, measure, item)
    measure.begin(Act(actor=person, behalf=behalf, item=item, on=on, asking=True))
    task = next((task for task in tasks if _is_about(task, item)), None)
    reasons = unmet(measure, step)
    permitted = permits(person, step, measure, item)
    if not permitted:
        reasons = [right_missing([who.said for who in step.who]), *reasons]
    if task is None and not step.free and not reasons:
        reasons = [nothing_there()]
    return Chance(task.pk if task else None, item, not reasons, reasons, permitted)


def _is_about(task: Task, item: Any) -> bool:
    kind = task.flow_task.item
    return not kind or item is None or getattr(task, f"{kind}_id") == item.pk


def permits(person: Person, step: Step, measure: Process, item: Any) -> bool:
    """Tell whether the person holds one of the step's rights."""
    return any(right in access.pairs(person) for right in rights(step, measure, item))


def in_whose_place(person: Person, step: Step, measure: Process, item: Any) -> Person | None:
    """Whom the person would stand in for; of several rather one whose work is not judged by it."""
    asked = rights(step, measure, item)
    return access.represented(person, asked, rather_not=measure.authors(item))


def rights(step: Step, measure: Process, item: Any) -> list[access.Pair]:
    """The rights of which one is needed."""
    asked = ((who.permission, holder(who.on, measure, item)) for who in step.who)
    return [(permission, key) for permission, key in asked if key is not None]


def holder(on: str, measure: Process, item: Any) -> int | None:
    """The organization on which a step's permission is asked."""
    if on in ("cosignature", "station", "order"):
        return getattr(item, "organization_id", None)
    return getattr(measure, f"{on}_id", None)


def unmet(measure: Process, step: Step) -> list[Reason]:
    """All reasons the law has against the step now.

    The state first, then every unmet rule with its number.
    """
    if measure.status not in step.sources:
        return [not_in_this_state(step)]
    reasons = [
        Reason(rule.number, rule.told(measure), _resolver(rule))
        for rule in step.rules
        if not rule(measure)
    ]
    if step.two_people and measure.act.first is None and _waits_for_second(measure, step):
        reasons.append(Reason("R-11", _("Dieser Schritt wartet schon auf eine zweite Person.")))
    return reasons


def _resolver(rule: Rule) -> str:
    """Who can clear it; the person at the form needs nobody else."""
    return "" if rule.resolved_by is Audience.NOBODY else str(rule.resolved_by.label)


def _waits_for_second(measure: Process, step: Step) -> bool:
    return any(look.step == step.name for look in measure.second_looks_wanted)


def nothing_there() -> Reason:
    """The reason when there is no sub-record the step could be about."""
    return Reason("R-06", _("Dafür liegt zurzeit nichts vor."))


def not_in_this_state(step: Step) -> Reason:
    states = ", ".join(str(Status(source).label) for source in step.sources)
    return Reason("R-00", _("Möglich im Zustand: %(states)s.") % {"states": states})


def right_missing(holders: list[str]) -> Reason:
    """The reason of somebody without the right: who holds it."""
    names = " / ".join(dict.fromkeys(holders))
    return Reason("R-05", _("Diesen Schritt führt aus: %(holders)s.") % {"holders": names}, names)


def substitution_over(ended: Substitution) -> Reason:
    """The reason of somebody who opened the form while they still stood in."""
    said = _(
        "Ihre Vertretung für %(absent)s endete am %(day)s. "
        "Bitte wenden Sie sich an %(absent)s; Ihre Eingabe wurde nicht übernommen."
    )
    names = {"absent": str(ended.absent), "day": f"{ended.ended_on:%d.%m.%Y}"}
    return Reason("R-05", said % names, names["absent"])

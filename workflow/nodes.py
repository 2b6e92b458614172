"""The nodes of a flow whose gateways are drawn, not stored.

Every node tells which human tasks lie behind it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

from django.utils.timezone import now
from viewflow.this_object import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge
from viewflow.workflow.nodes import If, Join, Split, Switch
from viewflow.workflow.nodes.mixins import NextNodeMixin
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.status import STATUS

from core import deadlines
from core.models import Order

from .models import OPEN, Process, Task

Tasks = Iterator[Task]


class Taken(Exception):
    """The task is no longer open: somebody else was faster."""


class AskActivation(ViewActivation):
    """Viewflow's states of a human task; finishing it is one compare-and-set."""

    @Activation.status.super()
    def assign(self, user: Any) -> None:
        self.task.owner = user

    @Activation.status.super()
    def complete(self) -> None:
        task = self.task
        task.started = task.finished = task.moment
        done = Task.objects.filter(pk=task.pk, status__in=OPEN).update(
            status=STATUS.DONE,
            owner=task.owner,
            action=task.action,
            started=task.started,
            finished=task.finished,
        )
        if not done:
            raise Taken


# The sub-records of a measure that a task about one of them depends on.
ABOUT = {
    "cosignature": "signatures",
    "station": "stations",
    "source": "funding",
    "report": "pending_reports",
    "order": "order_list",
    "second_look": "second_looks_wanted",
}


class Dates(Enum):
    """The date of a task."""

    WATCHED = "of its sub-record, else of a rule; the holder is reminded and the head told"
    RULED = "of a rule alone; the holder is reminded and the head told"
    SILENT = "of its sub-record; nobody is reminded"


class Ask(flow.View):
    """A human task: `actions` are its possible answers, `keeps` those after which it stays open.

    It is held by the measure's lead, office or treasury, or by the organization of its sub-record.
    `dates` tells where its date comes from and whether anybody is reminded of it.
    """

    activation_class = AskActivation

    def __init__(
        self,
        label: Any,
        permission: str,
        holder: str,
        *,
        actions: tuple[str, ...],
        item: str = "",
        about: str = "",
        keeps: str = "",
        dates: Dates = Dates.WATCHED,
    ) -> None:
        super().__init__(view=None)
        self.task_title = label
        self.permission, self.holder, self.actions = permission, holder, actions
        self.dates = dates
        self.item, self.about, self.keeps = item, about or ABOUT.get(item, ""), keeps

    def ask(self, measure: Process, item: Any = None) -> Tasks:
        owner = (
            item.organization_id if self.holder == "item" else getattr(measure, f"{self.holder}_id")
        )
        task = Task(
            process=measure,
            flow_task=self,
            flow_task_type=self.task_type,
            created=measure.act.at or now(),
            owner_permission=self.permission,
            owner_permission_obj_id=owner,
            due_on=None if self.dates == Dates.RULED else _date_of(item),
        )
        if self.item:
            setattr(task, self.item, item)
        yield task


def _date_of(item: Any) -> dt.date | None:
    """The day of a sub-record; an order whose day is free ends on the next working day."""
    day: dt.date | None = getattr(item, "due_on", None) or getattr(item, "meeting_on", None)
    return deadlines.next_working_day(day) if day and isinstance(item, Order) else day


class Gate(NextNodeMixin, Split):
    """A parallel gateway with one way out."""

    def _resolve(self, instance: Any) -> None:
        NextNodeMixin._resolve(self, instance)  # noqa: SLF001 - Split resolves other ways out


class Each(Gate):
    """One task for every sub-record that is open; without any, the way `otherwise`."""

    def __init__(self, wanted: str, about: str, otherwise: Any = None) -> None:
        super().__init__()
        self.wanted, self.about, self.otherwise = wanted, about, otherwise

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self.otherwise = this.resolve(instance, self.otherwise)

    def _outgoing(self) -> Iterator[Edge]:
        yield from super()._outgoing()
        if self.otherwise:
            yield Edge(src=self, dst=self.otherwise, edge_class="cond_false", label="–")

    def ask(self, measure: Process, item: Any = None) -> Tasks:
        if self.about in measure.resting:
            return
        wanted = getattr(measure, self.wanted)
        for each in wanted:
            yield from self._next.ask(measure, each)
        if not wanted and self.otherwise:
            yield from self.otherwise.ask(measure)


class Beside(Split):
    """All branches at once: what the status asks for, and what runs beside it."""

    def __init__(self, *branches: Any) -> None:
        super().__init__()
        self.branches = branches

    def _resolve(self, instance: Any) -> None:
        self.branches = tuple(this.resolve(instance, branch) for branch in self.branches)

    def _outgoing(self) -> Iterator[Edge]:
        for branch in self.branches:
            yield Edge(src=self, dst=branch, edge_class="next")

    def ask(self, measure: Process, item: Any = None) -> Tasks:
        for branch in self.branches:
            yield from branch.ask(measure)


class Together(Join):
    """Parallel join: nothing follows while others of the same turn are unheard."""

    def __init__(self, status: str, waiting: str) -> None:
        super().__init__()
        self.status, self.waiting = status, waiting

    def ask(self, measure: Process, item: Any = None) -> Tasks:
        if measure.status != self.status or not getattr(measure, self.waiting):
            yield from self._next.ask(measure)


class UntilSettled(If):
    """Exclusive gateway.

    A sub-record of which `question` is true goes one way, all others the other.
    """

    def __init__(self, question: Callable[[Any], bool]) -> None:
        super().__init__(lambda activation: question(activation.task.item))
        self.question = question

    def ask(self, measure: Process, item: Any = None) -> Tasks:
        way = self._on_true if self.question(item) else self._on_false
        yield from way.ask(measure, item)


class ByStatus(Switch):
    """Exclusive gateway that asks the law where the measure stands."""

    def __init__(self, **cases: Any) -> None:
        super().__init__()
        self.cases = cases

    def _resolve(self, instance: Any) -> None:
        self.cases = {status: this.resolve(instance, node) for status, node in self.cases.items()}

    def _outgoing(self) -> Iterator[Edge]:
        for status, node in self.cases.items():
            yield Edge(src=self, dst=node, edge_class="cond_true", label=status)

    def ask(self, measure: Process, item: Any = None) -> Tasks:
        yield from self.cases[measure.status].ask(measure)


class Anywhere(flow.StartHandle):
    """Start event that enters where the measure stands.

    This makes tasks rebuildable at any time.
    """

    def ask(self, measure: Process, item: Any = None) -> Tasks:
        yield from self._next.ask(measure)


class Finish(flow.End):
    """Nobody has to act any more."""

    def ask(self, measure: Process, item: Any = None) -> Tasks:
        yield from ()

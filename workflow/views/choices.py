"""What a person can do with a measure now, what waits for whom, and why other steps do not go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core import access
from core.components import BlockedStep, Column, Link, NextStep
from core.components import Reason as Shown
from core.models import Person
from core.templatetags.laufzettel import due
from workflow import substitutes
from workflow.models import Process, Task
from workflow.offers import Chance, Offer
from workflow.refusals import Reason

from .consequences import names
from .links import link

RETREATS = ("send_back", "pause", "withdraw_from_bodies", "return_completion")
PREPARES = {
    "propose": ("edit", "edit_sources"),
    "release": ("edit_route",),
    "begin": ("edit_milestones", "edit_sources"),
    "implement": ("edit_milestones",),
    "close": ("note_grant",),
}


@dataclass(frozen=True)
class Box:
    """The box of the next step, the addresses it offers, and what its step still lacks."""

    step: NextStep | None
    urls: frozenset[str] = frozenset()
    reasons: list[Reason] = field(default_factory=list)


def next_step(
    measure: Process,
    person: Person,
    offers: Sequence[Offer],
    tasks: Sequence[Task],
    because: str = "",
) -> Box:
    """What waits for this person; else who has to act; nothing once the measure is finished.

    `because` is the reason for which the measure was sent back, if it was.
    """
    ordered = sorted(tasks, key=lambda task: (task.due_on or dt.date.max, task.pk))
    mine = [task for task in ordered if _is_mine(task, person)]
    if mine:
        words = {
            "because": because,
            "on_behalf_of": str(substitutes.in_whose_place(person, mine[0]) or ""),
        }
        return _to_do(measure, {offer.name: offer for offer in offers}, mine, words)
    return Box(_waiting(ordered)) if ordered else Box(None)


def _is_mine(task: Task, person: Person) -> bool:
    return access.may(person, task.owner_permission, task.owner_permission_obj_id)


def _to_do(
    measure: Process, offers: dict[str, Offer], tasks: Sequence[Task], words: dict[str, str]
) -> Box:
    """The most urgent task with its answers first, then what prepares it, then other tasks."""
    task = tasks[0]
    ways = [way for each in tasks for way in _answers(offers, each)]
    prepares = [way for name in PREPARES.get(_node(task), ()) for way in _ways(offers[name])]
    forward = [way for way in ways if way[0].name not in RETREATS]
    retreats = [way for way in ways if way[0].name in RETREATS]
    links = list(dict.fromkeys(link(measure, *way) for way in [*forward, *prepares, *retreats]))
    step = NextStep(
        title=str(task.flow_task.task_title),
        holder=str(task.owner_permission_obj),
        deadline=task.due_on,
        consequence=_consequence(offers, task),
        **words,
        primary=links[0] if links else None,
        others=links[1:],
    )
    return Box(step, frozenset(each.url for each in links), _lacking(offers, task))


def _node(task: Task) -> str:
    return str(task.flow_task.name)


def _answers(offers: dict[str, Offer], task: Task) -> Iterator[tuple[Offer, Chance]]:
    """The ways to answer a task that are open; a result is recorded and published on one page."""
    actions = [name for name in task.flow_task.actions if name != "record"]
    for name in actions:
        yield from (way for way in _ways(offers[name]) if way[1].task == task.pk)


def _ways(offer: Offer) -> list[tuple[Offer, Chance]]:
    return [(offer, chance) for chance in offer.chances if chance.allowed]


def _consequence(offers: dict[str, Offer], task: Task) -> str:
    return offers[task.flow_task.actions[-1 if _node(task) == "record" else 0]].explanation


def _lacking(offers: dict[str, Offer], task: Task) -> list[Reason]:
    """What the foremost answer of the task still lacks."""
    offer = offers[task.flow_task.actions[0]]
    chance = next((each for each in offer.chances if each.task == task.pk), None)
    return chance.reasons if chance else []


def _waiting(tasks: Sequence[Task]) -> NextStep:
    first = tasks[0]
    same = [task for task in tasks if _node(task) == _node(first)]
    return NextStep(
        title=str(first.flow_task.task_title),
        holder=names(task.owner_permission_obj for task in same),
        deadline=first.due_on,
    )


def held_columns() -> list[Column]:
    return [Column(label=_("Aufgabe")), Column(label=_("Zuständig")), Column(label=_("Frist"))]


def held(tasks: Sequence[Task], on: dt.date) -> list[list[Any]]:
    """Every open task: what, who, until when."""
    return [
        [task.flow_task.task_title, task.owner_permission_obj, due(task.due_on, on)]
        for task in tasks
    ]


def others(measure: Process, offers: Sequence[Offer], shown: frozenset[str]) -> list[Link]:
    """What else the person may do now."""
    links = [link(measure, *way) for offer in offers for way in _ways(offer)]
    return [each for each in links if each.url not in shown and "/schritt/record/" not in each.url]


def way_to(measure: Process, offers: Sequence[Offer], name: str) -> str:
    """The address of a step if it is open to the person, else nothing."""
    ways = [way for offer in offers if offer.name == name for way in _ways(offer)]
    return link(measure, *ways[0]).url if ways else ""


def blocked(measure: Process, offers: Sequence[Offer]) -> list[BlockedStep]:
    """Steps that belong to this state and are not open to the person, with all their reasons."""
    return [_why(offer) for offer in offers if _fits(measure, offer) and not offer.allowed]


def far(measure: Process, offers: Sequence[Offer]) -> list[BlockedStep]:
    """All other steps of the lifecycle."""
    return [_why(offer) for offer in offers if not _fits(measure, offer) and not offer.allowed]


def _fits(measure: Process, offer: Offer) -> bool:
    return measure.status in offer.step.sources and not offer.step.follows


def _why(offer: Offer) -> BlockedStep:
    reasons = [
        Shown(number=each.number, sentence=each.sentence, resolved_by=each.resolved_by)
        for each in offer.reasons
    ]
    return BlockedStep(label=offer.label, reasons=reasons)

"""When tasks are due: by the dated rules, with a clock that stands while a measure is in rework."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.timezone import localdate

from core import deadlines
from core.models import DeadlineRule, Organization

from .models import Process, Task

Duty = DeadlineRule.Duty
Key = tuple[str, int | None, int]
USUAL_WORKING_DAYS = 10  # of a co-signature without any rule
SENT_BACK = "send_back"


def of_signature(
    measure: Process, organization: Organization, rules: Iterable[DeadlineRule]
) -> dt.date:
    """The last day to answer: by the rule that demands the signature, else by that for the task.

    What ran of a round that went back for rework unanswered has been spent.
    """
    demanded = measure.signers.get(organization.pk)
    rule = demanded or deadlines.rule_for(rules, Duty.COSIGN, organization.pk)
    days = rule.working_days if rule else USUAL_WORKING_DAYS
    return deadlines.last_day(measure.act.on, days, spent=_spent(measure, organization))


def _spent(measure: Process, organization: Organization) -> int:
    """The working days the organization has had since it last answered."""
    rounds = [s for s in measure.signatures if s.organization_id == organization.pk]
    spent = 0
    for signature in sorted(rounds, key=lambda each: each.round, reverse=True):
        if signature.answer or signature.dropped_at is None:
            break
        spent += _ran(signature.asked_at, signature.dropped_at)
    return spent


def _ran(start: dt.datetime, end: dt.datetime) -> int:
    return deadlines.working_days_between(localdate(start), localdate(end))


def start(measure: Process, tasks: list[Task]) -> None:
    """Give new tasks that have no date of their own the last day of their rule."""
    undated = [task for task in tasks if task.due_on is None and is_ruled(task)]
    rules = deadlines.rules_on(measure.act.on) if undated else []
    for task in undated:
        rule = deadlines.rule_for(rules, task.flow_task.name, task.owner_permission_obj_id)
        if rule is not None:
            spent = _spent_before(task)
            task.due_on = deadlines.last_day(
                localdate(task.created), rule.working_days, spent=spent
            )


def move(held: Mapping[Key, Task], asked: Mapping[Key, Task]) -> None:
    """Give open tasks the date their sub-record has now."""
    for key in held.keys() & asked.keys():
        if _is_moved(held[key], asked[key]):
            held[key].postpone(asked[key].due_on)


def _is_moved(held: Task, asked: Task) -> bool:
    """Tell whether an open task has another date now; one dated by a rule keeps its date."""
    return held.due_on != asked.due_on and (asked.due_on is not None or not is_ruled(asked))


def is_ruled(task: Task) -> bool:
    """Tell whether a rule may date the task. A first draft takes its time."""
    name = task.flow_task.name
    return name in Duty.values and (name != Duty.PROPOSE or task.process.status == "rework")


def _spent_before(task: Task) -> int:
    """The working days the same task ran each time it ended by sending the measure back.

    What is about a sub-record begins anew with it.
    """
    if SENT_BACK not in task.actions or task.item_key is not None:
        return 0
    same = Task.objects.filter(
        process=task.process,
        flow_task=task.flow_task,
        owner_permission_obj=task.owner_permission_obj_id,
    )
    spent = 0
    for before in same.exclude(finished=None).order_by("-pk"):
        if before.action != SENT_BACK:
            break
        spent += _ran(before.created, before.finished)
    return spent

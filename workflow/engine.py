"""The one door: a measure's status changes only here.

The law moves, the journal remembers, the tasks follow.

Every step is one transaction: lock the measure, compare the version the person saw, ask for the
right, let the law ask its rules, write, seal the journal entry with its outbox row, ask the next
tasks. A refusal leaves no trace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from viewflow.workflow.status import STATUS

from core import access, numbers
from core.lifecycle import lifecycle_version, steps
from core.models import ActionPlan, Measure, Organization, Person, SecondLook
from core.rule import Act
from core.steps import Step

from . import clocks
from .actions import EFFECTS, follows, write_text
from .answers import plain, typed
from .entrance import about, authorise, locked_task, since
from .flows import MeasureFlow
from .inheriting import inherit
from .models import OPEN, Process, Task
from .nodes import Taken
from .offers import Offer, in_whose_place, offers, right_missing, unmet
from .recording import record
from .refusals import Forbidden, Hidden, Reason, Refusal, Stale, StepRefused
from .repeating import repeated, said_already
from .transactions import one_transaction

Data = Mapping[str, Any]

__all__ = [
    "Forbidden",
    "Hidden",
    "Offer",
    "Reason",
    "Refusal",
    "Stale",
    "StepRefused",
    "available",
    "intervene",
    "perform",
    "prompt",
    "realign",
    "rebuild",
    "start",
    "succeed",
]


@one_transaction
def start(*, actor: Person, data: Data, at: dt.datetime | None = None) -> Process:
    """Bring a new measure into the world as a draft, with its number and its first journal entry.

    `data` needs `plan`, `lead` and `title`. Refused to everybody who neither proposes for the lead
    nor releases for the office (the latter takes over running cases).
    """
    moment = _moment(at)
    plan: ActionPlan = data["plan"]
    lead = data["lead"]
    entitling = [("propose", lead.pk), ("release", plan.office_id)]
    if not access.pairs(actor).intersection(entitling):
        raise Forbidden(right_missing([str(lead)]))
    measure = Process(
        reference=numbers.measure_reference(year=localdate(moment).year),
        plan=plan,
        lead=lead,
        office_id=plan.office_id,
        treasury_id=plan.treasury_id,
        title=data["title"],
        created_by=actor,
        lifecycle_version=lifecycle_version(),
    )
    measure.save()
    behalf = access.represented(actor, entitling)
    measure.begin(Act(actor, behalf, data=data, on=localdate(moment), at=moment))
    write_text(measure, moment)
    record(measure, "create", "", moment, plain(dict(data)), fired=[])
    _follow(measure, {})
    return measure


@one_transaction
def perform(
    *,
    actor: Person,
    task: int,
    action: str,
    seen: int,
    data: Data | None = None,
    at: dt.datetime | None = None,
) -> Process:
    """Answer a task. Task and seen version are the idempotency key.

    The same answer again has no second effect.

    Raises Hidden, Forbidden, Stale, StepRefused (all unmet rules) or Busy; then nothing has
    changed.
    """
    found = locked_task(task)
    measure: Process = found.process
    node = found.flow_task
    step = steps().get(action)
    if step is None or action not in node.actions:
        raise Hidden
    authorise(actor, step, measure, found)
    answers = data or {}
    late = not step.parallel and seen != measure.version
    if late or found.status not in OPEN:
        return repeated(measure, actor, action, seen, answers, task=found.pk)
    if action in node.keeps and said_already(measure, actor, found, action, seen, answers):
        return measure
    found.moment = moment = _moment(at)
    if action not in node.keeps and not _claimed(found, actor, action):
        return repeated(measure, actor, action, seen, answers, task=found.pk)
    key = found.item_key or _chosen(step, data)
    act = _taken_up(measure, step, key, actor, answers, moment)
    return _act(measure, step, act, moment, task=found.pk)


@one_transaction
def intervene(
    *,
    actor: Person,
    measure: int,
    step: str,
    seen: int,
    data: Data | None = None,
    at: dt.datetime | None = None,
) -> Process:
    """Take a step that needs no task (withdrawal, edit, correction).

    Same checks, same order, same promises.
    """
    declared = steps().get(step)
    locked = Process.objects.select_for_update(of=("self",)).filter(pk=measure).first()
    if locked is None or declared is None:
        raise Hidden
    authorise(actor, declared, locked, (data or {}).get(declared.item))
    if not declared.free:
        raise Stale(since(locked, seen))
    if seen != locked.version:
        return repeated(locked, actor, step, seen, data or {})
    moment = _moment(at)
    act = _taken_up(locked, declared, _chosen(declared, data), actor, data or {}, moment)
    return _act(locked, declared, act, moment)


def available(measure: Measure, user: Person, *, on: dt.date | None = None) -> list[Offer]:
    """Every step of the lifecycle for this person now.

    Allowed, or all the reasons why not and who can clear them.
    """
    return offers(_as_process(measure), user, on=on or localdate())


@one_transaction
def realign(*, measure: int, at: dt.datetime | None = None) -> Process:
    """Bring a running measure to the present definition of the lifecycle.

    A journalled step, then its tasks anew.
    """
    locked: Process = Process.objects.select_for_update(of=("self",)).get(pk=measure)
    locked.begin(Act())
    before = locked.lifecycle_version
    locked.put(lifecycle_version=lifecycle_version())
    versions = {"from": before, "to": locked.lifecycle_version}
    record(locked, "realign", locked.status, _moment(at), versions, fired=[])
    rebuild(locked)
    return locked


@one_transaction
def succeed(
    *, measure: int, heirs: Mapping[int, Organization], at: dt.datetime | None = None
) -> Process:
    """Let the heirs of ended organizations take over a measure's open work.

    A journalled step of the system; the tasks follow anew.
    """
    locked: Process = Process.objects.select_for_update(of=("self",)).get(pk=measure)
    moment = _moment(at)
    locked.begin(Act(at=moment))
    passed = inherit(locked, heirs)
    record(locked, "succeed", locked.status, moment, passed, fired=[])
    rebuild(locked)
    return locked


@one_transaction
def prompt(
    *,
    measure: int,
    step: str,
    data: Data,
    item: int | None = None,
    actor: Person | None = None,
    at: dt.datetime | None = None,
) -> Process:
    """Let the system itself take a step that nobody decides: a reminder, consent by silence.

    The same rules, journal and letters as for people; StepRefused if a rule is unmet. For an
    `actor`, who asks many measures at once, the caller has asked for the right.
    """
    locked: Process = Process.objects.select_for_update(of=("self",)).get(pk=measure)
    moment = _moment(at)
    declared = steps()[step]
    found = about(locked, declared, item)
    act = Act(actor=actor, data=data, item=found, on=localdate(moment), at=moment)
    return _act(locked, declared, act, moment)


def rebuild(measure: Measure) -> None:
    """Throw the open tasks away and ask anew from the measure's present status."""
    process = _as_process(measure)
    Task.objects.open().filter(process=process).update(status=STATUS.CANCELED, finished=now())
    Task.objects.bulk_create(wanted(process))


def wanted(measure: Process) -> list[Task]:
    """The tasks the flow asks for at the present state of the measure."""
    return list(MeasureFlow.instance.start.ask(measure))


def _taken_up(
    measure: Process, step: Step, key: int | None, actor: Person, answers: Data, moment: dt.datetime
) -> Act:
    """The circumstances of a step, with its sub-record as read under the lock."""
    item = about(measure, step, key)
    behalf = in_whose_place(actor, step, measure, item)
    on = localdate(moment)
    return Act(actor=actor, behalf=behalf, data=answers, item=item, on=on, at=moment)


def _chosen(step: Step, data: Data | None) -> int | None:
    """The key of the sub-record the person chose in the form."""
    return getattr((data or {}).get(step.item), "pk", None)


def _as_process(measure: Measure) -> Process:
    return measure if isinstance(measure, Process) else Process.objects.get(pk=measure.pk)


def _moment(at: dt.datetime | None) -> dt.datetime:
    if at is not None and not settings.DEMO:
        raise ValueError("Only the demo may date a step back.")
    return at or now()


def _claimed(task: Task, actor: Person, action: str) -> bool:
    """Claim the task by compare-and-set even under the lock: a joined row may be older."""
    task.action = action
    activation = task.flow_task.activation_class(task)
    try:
        if task.status == STATUS.NEW:
            activation.assign(actor)
        activation.start(None)
        activation.complete()
    except Taken:
        return False
    return True


def _act(
    measure: Process,
    step: Step,
    act: Act,
    moment: dt.datetime,
    *,
    task: int | None = None,
) -> Process:
    """Law, journal, tasks: the part every step shares."""
    source, gates, answers = measure.status, measure.gates, plain(dict(act.data))
    measure.begin(act)
    if step.two_people and act.first is None:
        _ask_second(measure, step, moment)
        fired = [steps()["look_again"]]
    elif step.name == "look_again":
        fired = _look_again(measure, step, moment)
    else:
        fired = _fire(measure, step, moment)
    record(
        measure,
        step.name,
        source,
        moment,
        answers,
        fired=fired,
        task=task,
    )
    _follow(measure, gates)
    return measure


def _fire(measure: Process, step: Step, moment: dt.datetime) -> list[Step]:
    """Take the step and whatever follows from it; refuse with all unmet rules."""
    fired: list[Step] = []
    following: str | None = step.name
    while following:
        declared = steps()[following]
        reasons = unmet(measure, declared)
        if reasons:
            raise StepRefused(reasons)
        effect = EFFECTS.get(following)
        getattr(measure, following)(*([partial(_effect, effect, moment)] if effect else []))
        fired.append(declared)
        following = follows(measure, following)
        if following == "return_from_body":
            measure.act = replace(
                measure.act, data={**measure.act.data, "reason": measure.act.item.verbatim}
            )
    return fired


def _effect(effect: Any, moment: dt.datetime, measure: Process) -> None:
    effect(measure, moment)


def _ask_second(measure: Process, step: Step, moment: dt.datetime) -> None:
    """Keep the answers until a second person confirms them.

    The rules are asked now and then again.
    """
    reasons = unmet(measure, step)
    if reasons:
        raise StepRefused(reasons)
    SecondLook.objects.create(
        measure=measure,
        step=step.name,
        data={"answers": plain(dict(measure.act.data)), "seen": _state_of(measure)},
        asked_by=measure.act.by,
        asked_at=moment,
    )
    measure.forget("second_looks_wanted")


def _state_of(measure: Process) -> list[str]:
    """What the first person saw: status and text."""
    return [measure.status, measure.text_seal]


def _look_again(measure: Process, step: Step, moment: dt.datetime) -> list[Step]:
    """The second person confirms, and the step happens; or declines, and it does not."""
    look: SecondLook = measure.act.item
    fired = _fire(measure, step, moment)
    look.settled_at, look.confirmed = moment, measure.act.data.get("answer", "confirm") == "confirm"
    look.save(update_fields=["settled_at", "confirmed"])
    measure.forget("second_looks_wanted")
    if look.confirmed:
        if look.data["seen"] != _state_of(measure):
            raise StepRefused([Reason("R-14", _("Seit der Bitte hat sich die Maßnahme geändert."))])
        answers = typed(look.data["answers"])
        measure.begin(
            Act(
                actor=measure.act.actor,
                first=look.asked_by,
                data=answers,
                on=measure.act.on,
                at=moment,
            )
        )
        fired += _fire(measure, steps()[look.step], moment)
    return fired


def _follow(measure: Process, gates: dict[str, Any]) -> None:
    """Keep the open tasks that are still wanted, cancel the others, ask those that are new.

    Branches whose sub-records this action neither touched nor let wait are left as they are.
    """
    still = {kind for kind, gate in measure.gates.items() if gates.get(kind) == gate}
    measure.resting = frozenset(still - measure.touched)
    open_tasks = {task.key: task for task in Task.objects.open().filter(process=measure)}
    asked = {task.key: task for task in wanted(measure)}
    gone = [
        task.pk
        for key, task in open_tasks.items()
        if key not in asked and task.about not in measure.resting
    ]
    measure.resting = frozenset()
    measure.touched.clear()
    if gone:
        Task.objects.filter(pk__in=gone).update(status=STATUS.CANCELED, finished=now())
    clocks.move(open_tasks, asked)
    new = [task for key, task in asked.items() if key not in open_tasks]
    clocks.start(measure, new)
    Task.objects.bulk_create(new)

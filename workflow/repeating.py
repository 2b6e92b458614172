"""A step sent twice: the same answers change nothing more, any others come too late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.models import Person

from .answers import plain
from .entrance import since
from .models import Process, Task
from .refusals import Stale

Data = Mapping[str, Any]


def said_already(
    measure: Process, actor: Person, task: Task, action: str, seen: int, answers: Data
) -> bool:
    """A draft sent twice from the same page is kept once."""
    done = measure.journal.filter(actor=actor, action=action, task=task.pk, number__gt=seen)
    entry = done.order_by("number").last()
    return entry is not None and entry.detail["data"] == plain(dict(answers))


def repeated(
    measure: Process,
    actor: Person,
    action: str,
    seen: int,
    answers: Data,
    *,
    task: int | None = None,
) -> Process:
    """The same person sent the same answers again: the measure as it is. Anything else is stale."""
    done = measure.journal.filter(actor=actor, action=action)
    done = done.filter(task=task) if task else done.filter(number=seen + 1, task=None)
    entry = done.first()
    if entry is None or entry.detail["data"] != plain(dict(answers)):
        raise Stale(since(measure, seen))
    return measure

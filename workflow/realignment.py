"""Running measures and a changed lifecycle: which stand as they should and which lag behind.

A measure remembers the version of the lifecycle it began under and holds the tasks that version
asked for. After a deploy both may differ from what is declared now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from core.lifecycle import lifecycle_version, steps

from . import engine
from .flows import MeasureFlow
from .models import Process, Task
from .nodes import Ask

Keys = set[tuple[str, int | None, int]]


class Verdict(StrEnum):
    """What is to be done about a measure."""

    UNCHANGED = "unchanged"
    MAPPED = "mapped"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Finding:
    """One measure, the verdict on it and why."""

    measure: int
    reference: str
    verdict: Verdict
    reason: str = ""


def survey() -> Iterator[Finding]:
    """Look at every measure; nothing is changed."""
    for measure in Process.objects.order_by("pk").iterator(200):
        yield finding(measure)


def finding(measure: Process) -> Finding:
    if reason := blocked(measure):
        return Finding(measure.pk, measure.reference, Verdict.BLOCKED, reason)
    reasons = "; ".join(changes(measure))
    verdict = Verdict.MAPPED if reasons else Verdict.UNCHANGED
    return Finding(measure.pk, measure.reference, verdict, reasons)


def blocked(measure: Process) -> str:
    """Why nobody but a person can bring this measure along, if so."""
    if measure.status not in MeasureFlow.instance.stands.cases:
        return _("Den Zustand „%(state)s“ gibt es nicht mehr.") % {"state": measure.status}
    unknown = [look.step for look in measure.second_looks_wanted if look.step not in steps()]
    if unknown:
        return _(
            "Eine zweite Person soll „%(step)s“ bestätigen; den Schritt gibt es nicht mehr."
        ) % {"step": unknown[0]}
    if not measure.is_final and not engine.wanted(measure):
        return _("Im Zustand „%(state)s“ hätte niemand etwas zu tun.") % {
            "state": measure.get_status_display()
        }
    return ""


def changes(measure: Process) -> Iterator[str]:
    """What bringing it along would change: the version of a living measure, and tasks."""
    if not measure.is_final and measure.lifecycle_version != lifecycle_version():
        yield _("Fassung %(old)s wird %(new)s") % {
            "old": measure.lifecycle_version or "–",
            "new": lifecycle_version(),
        }
    held, dead = tasks_held(measure)
    wanted: Keys = {task.key for task in engine.wanted(measure)}
    if gone := sorted({*dead, *(key[0] for key in held - wanted)}):
        yield _("entfallende Aufgaben: %(nodes)s") % {"nodes": ", ".join(gone)}
    if new := sorted({key[0] for key in wanted - held}):
        yield _("neue Aufgaben: %(nodes)s") % {"nodes": ", ".join(new)}


def tasks_held(measure: Process) -> tuple[Keys, set[str]]:
    """The keys of the open tasks, and the nodes of those that are no longer drawn."""
    tasks = list(Task.objects.open().filter(process=measure))
    drawn = [task for task in tasks if isinstance(task.flow_task, Ask)]
    gone: set[str] = {getattr(t.flow_task, "name", str(t.flow_task_type)) for t in tasks}
    return {task.key for task in drawn}, gone - {task.flow_task.name for task in drawn}

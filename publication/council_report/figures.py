"""The numbers of the cover, counted from the entries: what a report leaves out counts nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.models import ProgressReport
from core.steps import Status

from .rows import NOTHING, ChangeKind, Count, Entry, Figures, light_label

LIGHTS = (*ProgressReport.Light.values, "")


def figures_of(entries: Sequence[Entry]) -> Figures:
    changes = Counter(change.kind for entry in entries for change in entry.changes)
    return Figures(
        measures=len(entries),
        lights=_lights(entries),
        statuses=_statuses(entries),
        changes=tuple(Count(kind, str(kind.label), changes[kind]) for kind in ChangeKind),
        changed=sum(bool(entry.changes) for entry in entries),
        planned=sum((entry.planned for entry in entries), NOTHING),
        actual=sum((entry.actual or NOTHING for entry in entries), NOTHING),
        secured=sum((entry.secured for entry in entries), NOTHING),
        must_report=sum(entry.must_report for entry in entries),
        reported=sum(entry.has_reported for entry in entries),
        open_orders=sum(entry.open_orders for entry in entries),
        overdue_orders=sum(entry.overdue_orders for entry in entries),
    )


def _lights(entries: Sequence[Entry]) -> tuple[Count, ...]:
    """Every light there is, even one nobody shows, and the measures without any."""
    found = Counter(entry.light for entry in entries)
    return tuple(Count(light, light_label(light), found[light]) for light in LIGHTS)


def _statuses(entries: Sequence[Entry]) -> tuple[Count, ...]:
    """Only those that occur, in the order of the lifecycle."""
    found = Counter(entry.status for entry in entries)
    return tuple(
        Count(status, str(status.label), found[status]) for status in Status if found[status]
    )

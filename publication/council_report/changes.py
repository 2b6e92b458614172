"""What is different from the state at the last report, that is on the day before the period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from core.models import Measure
from core.steps import Status
from core.templatetags.laufzettel import money

from .material import Material
from .rows import Change, ChangeKind, Period, light_label

ENDED_WITH_COSTS = (Status.COMPLETED, Status.ABORTED)


def changes_of(each: Material, period: Period, reached: Sequence[Any]) -> Iterator[Change]:
    """Status, light, milestones and actual costs; decisions stand elsewhere."""
    yield from _moves(each, period)
    yield from _light(each, period)
    for milestone in reached:
        if milestone.done_on >= period.since:
            kind = ChangeKind.MILESTONE
            yield Change(kind=kind, after=milestone.title, day=milestone.done_on)
    yield from _costs(each, period)


def costs(measure: Measure, status: str, reports: Sequence[Any]) -> Decimal | None:
    """What was spent: at the end as settled, before as the newest of the reports says."""
    if status in ENDED_WITH_COSTS and measure.actual_cost is not None:
        return measure.actual_cost
    return next((each.actual_cost for each in reports if each.actual_cost is not None), None)


def _moves(each: Material, period: Period) -> Iterator[Change]:
    """Moves on the way to a decision are the administration's affair and left out."""
    for move in each.history.moves:
        if period.covers(move.at) and not move.is_preparation:
            yield Change(
                kind=ChangeKind.STATUS,
                before=str(Status(move.source).label),
                after=str(Status(move.target).label),
                day=localdate(move.at),
            )


def _light(each: Material, period: Period) -> Iterator[Change]:
    older = each.reports_before(period)
    before = older[0].light if older else ""
    for report in each.reports[:1]:
        if report.light != before:
            yield Change(
                kind=ChangeKind.LIGHT,
                before=light_label(before),
                after=light_label(report.light),
                day=localdate(report.written_at),
            )


def _costs(each: Material, period: Period) -> Iterator[Change]:
    status, older = each.history.status_before(period.starts), each.reports_before(period)
    before = costs(each.measure, status, older)
    after = costs(each.measure, each.history.status, each.reports)
    if after is None or after == before:
        return
    if before is None:
        yield Change(kind=ChangeKind.COST, after=money(after))
        return
    more = f"{'+' if after > before else ''}{money(after - before)}"
    yield Change(kind=ChangeKind.COST, before=money(before), after=f"{money(after)} ({more})")

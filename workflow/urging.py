"""What dates bring by themselves: reminders before, word to the head after, reports by interval.

Nothing is decided here. Each is said once and stands in the journal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from core import deadlines
from core.models import Measure, Order, ReportRequest
from core.steps import FINAL

from . import engine
from .flows import MeasureFlow
from .models import Task
from .nodes import Ask
from .refusals import Busy, StepRefused

DAYS_BEFORE = 3


def urged() -> list[Ask]:
    """The kinds of tasks whose dates are watched."""
    nodes = MeasureFlow.instance.nodes()
    return [node for node in nodes if isinstance(node, Ask) and node.urged]


def watched() -> QuerySet[Task]:
    wanted = Q(pk__in=[])
    for node in urged():
        wanted |= Q(flow_task=node)
    return Task.objects.open().filter(wanted, due_on__isnull=False).order_by("pk")


def to_remind(*, on: dt.date) -> QuerySet[Task]:
    """Tasks due within three working days, of which nobody has been reminded."""
    last = deadlines.add_working_days(on, DAYS_BEFORE)
    near = watched().filter(due_on__gte=on, due_on__lte=last)
    return near.filter(reminded_on=None, created__date__lt=on)


def to_escalate(*, on: dt.date) -> QuerySet[Task]:
    """Tasks whose day has passed, of which the head has not been told."""
    return watched().filter(due_on__lt=on, escalated_on=None)


def urge(*, on: dt.date) -> dict[str, int]:
    """Remind and escalate what is due; a second time on the same day nothing is left."""
    return {
        "reminded": sum(_urge(task, "remind") for task in to_remind(on=on)),
        "escalated": sum(_urge(task, "escalate") for task in to_escalate(on=on)),
    }


def _urge(task: Task, step: str) -> int:
    data: dict[str, Any] = {
        "task": task.pk,
        "what": str(task.flow_task.task_title),
        "due_on": task.due_on,
        "organization": task.owner_permission_obj_id,
        "permission": task.owner_permission,
    }
    return _prompted(task.process_id, step, data)


def _prompted(measure: int, step: str, data: dict[str, Any]) -> int:
    """One if the step was taken; what has ended or is busy is left, for the next run."""
    try:
        engine.prompt(measure=measure, step=step, data=data)
    except (StepRefused, Busy):
        return 0
    return 1


def ask_by_interval(*, on: dt.date) -> int:
    """Ask for a report where an order is to be reported on and too long nothing was heard."""
    due = {order.measure_id for order in _by_interval() if _is_silent(order, on=on)}
    return sum(_prompted(pk, "ask_report", {}) for pk in sorted(due))


def _by_interval() -> Iterator[Order]:
    living = Measure.objects.filter(in_force=True).exclude(status__in=FINAL)
    rows = Order.objects.filter(measure__in=living, interval__isnull=False)
    return iter(rows.filter(done_on=None, dropped="").order_by("pk"))


def _is_silent(order: Order, *, on: dt.date) -> bool:
    """Neither given, asked nor reported on within the interval (a month counts 30 days)."""
    since = on - dt.timedelta(days=30 * (order.interval or 0))
    asked = ReportRequest.objects.filter(measure=order.measure_id, asked_at__date__gt=since)
    heard = order.measure.reports.filter(written_at__date__gt=since)
    return order.given_at.date() <= since and not asked.exists() and not heard.exists()

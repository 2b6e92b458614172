"""What dates bring by themselves: reminders before, word to the head after, reports by interval.

And consent by silence, where the rule says so. Each is said once and stands in the journal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core import deadlines
from core.models import CoSignature, DeadlineRule, Measure, Order, ReportRequest
from core.models.deadline import DAYS_BEFORE
from core.steps import FINAL

from . import engine
from .flows import MeasureFlow
from .models import Task
from .nodes import Ask, Dates
from .overdue import counts_as_consent, late_signatures
from .refusals import Busy, StepRefused

SILENT = {"answer": CoSignature.Answer.APPROVE.value}


def urged() -> list[Ask]:
    """The kinds of tasks whose dates are watched."""
    nodes = MeasureFlow.instance.nodes()
    return [node for node in nodes if isinstance(node, Ask) and node.dates != Dates.SILENT]


def watched() -> QuerySet[Task]:
    wanted = Q(pk__in=[])
    for node in urged():
        wanted |= Q(flow_task=node)
    return Task.objects.open().filter(wanted, due_on__isnull=False).order_by("pk")


def to_remind(*, on: dt.date) -> list[Task]:
    """Tasks due within the working days of their rule, or today; of each date once."""
    rules = deadlines.rules_on(on)
    furthest = max([DAYS_BEFORE, *(rule.remind_before for rule in rules)])
    near = watched().filter(due_on__lte=deadlines.add_working_days(on, furthest))
    return [task for task in named(near.filter(due_on__gte=on)) if reminds(task, rules, on=on)]


def reminds(task: Task, rules: list[DeadlineRule], *, on: dt.date) -> bool:
    """Near enough by its rule and not said yet; on the last day it is said once more."""
    if task.due_on is None or task.due_on < on or localdate(task.created) >= on:
        return False
    rule = deadlines.rule_for(rules, task.flow_task.name, task.owner_permission_obj_id)
    before = rule.remind_before if rule else DAYS_BEFORE
    said = task.reminded_on is not None and (task.due_on > on or task.reminded_on >= on)
    return not said and task.due_on <= deadlines.add_working_days(on, before)


def to_escalate(*, on: dt.date) -> list[Task]:
    """Tasks whose day has passed, of which the head has not been told."""
    return list(named(watched().filter(due_on__lt=on, escalated_on=None)))


def escalates(task: Task, *, on: dt.date) -> bool:
    """Tell whether `to_escalate` would find the task, with the date it has here."""
    return task.due_on is not None and task.due_on < on and task.escalated_on is None


def named(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """With what a line about each of them names."""
    return tasks.select_related("process", "owner_permission_obj")


def line_of(task: Task) -> str:
    """For example M-2026-001, Mitzeichnen, Fachbereich Kultur, Frist 01.12.2026."""
    said = _("%(measure)s, %(task)s, %(unit)s, Frist %(day)s")
    return said % {
        "measure": task.process.reference,
        "task": task.flow_task.task_title,
        "unit": task.owner_permission_obj,
        "day": f"{task.due_on:%d.%m.%Y}",
    }


def urge(*, on: dt.date) -> dict[str, int]:
    """Remind and escalate what is due; a second time on the same day nothing is left."""
    return {
        "reminded": sum(say(task, "remind", on) for task in to_remind(on=on)),
        "escalated": sum(say(task, "escalate", on) for task in to_escalate(on=on)),
    }


def say(task: Task, step: str, on: dt.date) -> int:
    """Remind of a task or escalate it; one if it was said now, none if it had been said."""
    data: dict[str, Any] = {
        "on": on,
        "task": task.pk,
        "what": str(task.flow_task.task_title),
        "due_on": task.due_on,
        "organization": task.owner_permission_obj_id,
        "permission": task.owner_permission,
    }
    return _prompted(task.process_id, step, data)


def consent_by_silence(*, on: dt.date) -> int:
    """Answer for those whose silence counts as consent under the rule they were asked under."""
    return sum(_consent(signature) for signature in silent(on=on))


def _consent(signature: CoSignature) -> int:
    """The unit that was asked is told what its silence meant."""
    unit = {"organization": signature.organization_id, "permission": "cosign"}
    said = SILENT | unit | {"note": silence_of(signature)}
    return _prompted(signature.measure_id, "cosign", said, signature)


def silent(*, on: dt.date) -> list[CoSignature]:
    """Late co-signatures that count as given; never the treasury's, which reserves money."""
    late = late_signatures(on=on).select_related("measure", "organization").order_by("pk")
    return [each for each in late if counts_as_consent(each)]


def silence_of(signature: CoSignature) -> str:
    said = _("Keine Antwort bis zum %(day)s; das gilt nach der Regel als Zustimmung.")
    return said % {"day": f"{signature.due_on:%d.%m.%Y}"}


def _prompted(
    measure: int, step: str, data: dict[str, Any], item: CoSignature | None = None
) -> int:
    """One if the step was taken; what has ended or is busy is left, for the next run."""
    try:
        engine.prompt(measure=measure, step=step, data=data, item=item.pk if item else None)
    except (StepRefused, Busy):
        return 0
    return 1


def ask_by_interval(*, on: dt.date) -> int:
    """Ask for a report where an order is to be reported on and too long nothing was heard."""
    return sum(_prompted(pk, "ask_report", {}) for pk in sorted(long_silent(on=on)))


def long_silent(*, on: dt.date) -> set[int]:
    """The measures with an order to be reported on of which too long nothing was heard."""
    return {order.measure_id for order in _by_interval() if _is_silent(order, on=on)}


def _by_interval() -> Iterator[Order]:
    living = Measure.objects.filter(in_force=True).exclude(status__in=FINAL)
    rows = Order.objects.filter(measure__in=living, interval__isnull=False)
    return iter(rows.filter(done_on=None, dropped="").order_by("pk"))


def _is_silent(order: Order, *, on: dt.date) -> bool:
    """Neither given, asked nor reported on within the interval (a month counts 30 days)."""
    since = on - dt.timedelta(days=30 * (order.interval or 0))
    asked = ReportRequest.objects.filter(measure=order.measure_id, asked_at__date__gt=since)
    heard = order.measure.reports.filter(written_at__date__gt=since)
    return localdate(order.given_at) <= since and not asked.exists() and not heard.exists()

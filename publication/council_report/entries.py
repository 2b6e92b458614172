"""One measure of the report, made of its rows; nothing here asks the database."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from core.steps import FINAL

from .changes import changes_of, costs
from .decisions import decision_of, new_decisions
from .material import Material
from .rows import AssignedOrder, Entry, OrderState, Period, Standing
from .scope import Scope


def entry_of(each: Material, period: Period, scope: Scope) -> Entry:
    """The measure as it stood on the last day of the period."""
    measure, history = each.measure, each.history
    reached = [m for m in each.milestones if m.done_on and m.done_on <= period.until]
    decision = decision_of(each, period, scope)
    standing = _standing(each.reports[0]) if each.reports else None
    must_report = history.has_begun and history.status not in FINAL
    return Entry(
        key=measure.pk,
        reference=measure.reference,
        title=measure.title,
        lead=str(each.organizations[measure.lead_id]),
        status=history.status,
        decision=decision,
        orders=tuple(_order(order, each, period) for order in each.orders),
        standing=standing,
        planned=each.planned,
        actual=costs(measure, history.status, each.reports),
        secured=each.secured,
        ends_on=measure.planned_to,
        reached=len(reached),
        milestones=len(each.milestones),
        must_report=must_report,
        has_reported=must_report and standing is not None and standing.day >= period.since,
        changes=(*new_decisions(each, decision, period), *changes_of(each, period, reached)),
    )


def _standing(report: Any) -> Standing:
    return Standing(
        day=localdate(report.written_at),
        light=report.light,
        text=report.text,
        progress=report.progress,
        next_step=report.next_step,
    )


def _order(order: Any, each: Material, period: Period) -> AssignedOrder:
    return AssignedOrder(
        organization=str(each.organizations[order.organization_id]),
        responsible=order.person,
        text=order.text,
        due_on=order.due_on,
        state=_state(order, period),
    )


def _state(order: Any, period: Period) -> OrderState:
    """How it stood on the last day; that it is dropped has no day."""
    if order.dropped:
        return OrderState.DROPPED
    if order.done_on and order.done_on <= period.until:
        return OrderState.DONE
    return OrderState.OVERDUE if order.due_on < period.until else OrderState.OPEN

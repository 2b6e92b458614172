"""What steps write about orders, asked reports, indicators and reminders."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core import deadlines
from core.models import Indicator, IndicatorValue, Order, ReportRequest
from core.models.organisation import Organization

from .models import Process, Task
from .refusals import Reason, StepRefused

USUAL_DAYS = 10  # working days to report, unless a day is named
ORDERED = ("organization", "responsible", "text", "due_on", "interval", "dropped")


def write_orders(measure: Process, now: dt.datetime) -> None:
    """Give new orders and change open ones; what is done stays, and none goes without a reason."""
    known = {order.pk: order for order in measure.order_list}
    rows = measure.act.data["orders"]
    kept = {row["pk"] for row in rows if row.get("pk")}
    if any(order.is_open for order in known.values() if order.pk not in kept):
        raise StepRefused([Reason("R-54", _("Ein Auftrag entfällt nur mit Begründung."))])
    for row in rows:
        _write_order(measure, known.get(row.get("pk")), row, now)
    measure.forget("order_list")


def _write_order(
    measure: Process, order: Order | None, row: dict[str, Any], now: dt.datetime
) -> None:
    said = {name: row[name] for name in ORDERED if name in row}
    if order is None:
        order = Order(measure=measure, station=measure.deciding_station)
    elif not order.is_open or all(getattr(order, name) == said[name] for name in said):
        return
    for name, value in said.items():
        setattr(order, name, value)
    order.given_by, order.given_at = measure.act.actor, now
    order.save()


def settle_order(measure: Process, now: dt.datetime) -> None:
    order: Order = measure.act.item
    order.result, order.done_on = measure.act.data["result"], measure.act.on
    order.save(update_fields=["result", "done_on"])
    measure.forget("order_list")


def ask_report(measure: Process, now: dt.datetime) -> None:
    """Ask the lead by a day; of several requests only the newest counts."""
    data = measure.act.data
    due_on = data.get("due_on") or usual_day(measure.act.on)
    ReportRequest.objects.create(
        measure=measure, asked_at=now, due_on=due_on, round=data.get("round")
    )
    measure.forget("report_requests")


def usual_day(on: dt.date) -> dt.date:
    """The last day to report for whoever is asked that day."""
    return deadlines.add_working_days(on, USUAL_DAYS)


def answer_request(measure: Process, report: Any) -> None:
    """A report answers what was asked for; returned, it is asked for again."""
    for request in measure.reports_wanted:
        request.report = report
        request.save(update_fields=["report"])
        measure.forget("report_requests")


def write_indicators(measure: Process, now: dt.datetime) -> None:
    """Take over the indicators as typed, with what was measured; one with values stays."""
    known = {each.pk: each for each in measure.indicators.all()}
    rows = measure.act.data["indicators"]
    kept = {row["pk"] for row in rows if row.get("pk")}
    for pk in known.keys() - kept:
        _remove(known[pk])
    for row in rows:
        values = {name: row[name] for name in ("kind", "name", "unit", "target")}
        indicator, _made = Indicator.objects.update_or_create(
            pk=row.get("pk"), measure=measure, defaults=values
        )
        _measure(indicator, row, measure)


def _remove(indicator: Indicator) -> None:
    if indicator.values.exists():
        said = _("„%(name)s“ hat schon Messwerte und bleibt.") % {"name": indicator.name}
        raise StepRefused([Reason("R-00", said)])
    indicator.delete()


def _measure(indicator: Indicator, row: dict[str, Any], measure: Process) -> None:
    """Note a value; another one of the same day corrects it."""
    if row.get("value") is None:
        return
    IndicatorValue.objects.update_or_create(
        indicator=indicator,
        measured_on=row.get("measured_on") or measure.act.on,
        defaults={"value": row["value"], "noted_by": measure.act.actor},
    )


def remind(measure: Process, now: dt.datetime) -> None:
    _mark(measure, "reminded_on")


def escalate(measure: Process, now: dt.datetime) -> None:
    _mark(measure, "escalated_on")


def _mark(measure: Process, name: str) -> None:
    """The task remembers when it was urged: nobody is urged twice for the same thing.

    Refused if another run was faster.
    """
    data = measure.act.data
    on = data.get("on", measure.act.on)
    unsaid = Q(**{name: None}) | Q(**{f"{name}__lt": on, "due_on": on})
    if not Task.objects.open().filter(unsaid, pk=data["task"]).update(**{name: on}):
        raise StepRefused([Reason("R-00", _("Das ist schon gemeldet."))])


def inherit_orders(measure: Process, heirs: Any, passed: dict[str, Any]) -> None:
    """Open orders of an ended organization pass on to the one that does its work now."""
    for order in measure.open_orders:
        heir: Organization | None = heirs.get(order.organization_id)
        if heir is not None:
            passed[f"order:{order.pk}"] = [str(order.organization), str(heir)]
            order.organization = heir
            order.save(update_fields=["organization"])
    measure.forget("order_list")

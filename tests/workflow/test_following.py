"""Follow-through by the engine: orders, asked reports, indicators, deviations, what dates bring."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import localdate

from core import deadlines
from core.deviations import deviations
from core.models import Indicator, Measure, Order, Organization, Outbox, ReportRequest, Tolerance
from notifications.recipients import recipients
from tests.factories import City, Walk, city, costs, open_task, snapshot, working
from workflow import engine, succession
from workflow.models import Task
from workflow.refusals import Forbidden, StepRefused
from workflow.urging import ask_by_interval, to_escalate, to_remind, urge

pytestmark = pytest.mark.django_db
TODAY = localdate()
LATER = working(TODAY + dt.timedelta(days=60))


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    return Walk(hall).implementing()


def row(organization: Organization, **values: Any) -> dict[str, Any]:
    return {"organization": organization, "text": "Räume stellen.", "due_on": LATER} | values


def ordered(walk: Walk, *rows: dict[str, Any]) -> list[Order]:
    given = list(rows) or [row(walk.city.culture)]
    walk.take("give_orders", walk.city.office, orders=given)
    return list(walk.measure.orders.all())


def told(walk: Walk) -> dict[str, set[str]]:
    """Who is told of the newest step, by audience."""
    entry = walk.fresh.journal.get(number=walk.fresh.version)
    outbox = Outbox.objects.get(entry=entry)
    found: dict[str, set[str]] = {}
    for each in recipients(entry, outbox.audiences):
        found.setdefault(each.audience, set()).add(each.person.username)
    return found


def names(hall: City, organization: Organization, *numbers: int) -> set[str]:
    return {hall.of(organization, number).username for number in numbers or (0, 1)}


def report(walk: Walk, **values: Any) -> None:
    walk.take("report", walk.city.lead, **{"light": "green", "text": "Läuft."} | values)


# ---- orders ----


def test_a_decision_is_split_into_orders_and_each_unit_is_asked(walk: Walk, hall: City) -> None:
    orders = ordered(walk, row(hall.culture), row(hall.school, text="Klassen einladen."))

    tasks = Task.objects.open().filter(process=walk.measure, order__isnull=False)
    assert {(t.owner_permission_obj_id, t.due_on) for t in tasks} == {
        (hall.culture.pk, LATER),
        (hall.school.pk, LATER),
    }
    assert {order.station.organization for order in orders if order.station} == {hall.council}
    assert told(walk) == {"ordered": names(hall, hall.culture) | names(hall, hall.school)}


def test_an_order_is_settled_by_the_unit_that_has_it(walk: Walk, hall: City) -> None:
    ordered(walk)
    task = open_task(walk.measure, "carry_out")
    answer = {"task": task.pk, "action": "settle_order", "seen": walk.fresh.version}
    before = snapshot(walk.measure)
    with pytest.raises(Forbidden):
        engine.perform(actor=hall.of(hall.lead), data={"result": "Fertig."}, **answer)
    assert snapshot(walk.measure) == before

    walk.do("carry_out", "settle_order", hall.culture, result="Drei Räume stehen bereit.")

    order = Order.objects.get()
    assert (order.result, order.done_on) == ("Drei Räume stehen bereit.", TODAY)
    assert told(walk) == {"office": names(hall, hall.office), "lead": names(hall, hall.lead)}
    assert not Task.objects.open().filter(order=order).exists()


def test_an_order_falls_away_only_with_a_reason(walk: Walk, hall: City) -> None:
    (order,) = ordered(walk)
    before = snapshot(walk.measure)
    with pytest.raises(StepRefused, match="nur mit Begründung"):
        walk.take("give_orders", hall.office, orders=[])
    assert snapshot(walk.measure) == before

    ordered(walk, row(hall.culture, pk=order.pk, dropped="Die Schule stellt die Räume."))

    assert not Task.objects.open().filter(order=order).exists()


def test_orders_that_are_done_or_unchanged_stay_as_they_are(walk: Walk, hall: City) -> None:
    (order,) = ordered(walk)
    walk.do("carry_out", "settle_order", hall.culture, result="Fertig.")
    ordered(walk, row(hall.culture, pk=order.pk, text="Etwas anderes."), row(hall.school))
    school = Order.objects.get(organization=hall.school)
    ordered(walk, row(hall.school, pk=school.pk))

    order.refresh_from_db()
    after = Order.objects.get(organization=hall.school)
    assert (order.text, after.given_at) == ("Räume stellen.", school.given_at)


def test_nothing_is_ordered_before_somebody_decided(hall: City) -> None:
    walk = Walk(hall).ready()

    with pytest.raises(StepRefused, match="Beschluss oder eine Zuständigkeit"):
        ordered(walk)


def test_work_does_not_end_while_an_order_is_open(walk: Walk, hall: City) -> None:
    ordered(walk)
    settled = [
        {"pk": each.pk, "title": each.title, "planned_on": TODAY, "done_on": TODAY}
        for each in walk.fresh.milestone_list
    ]
    walk.take("edit_milestones", hall.lead, milestones=settled)

    with pytest.raises(StepRefused) as refused:
        walk.do("implement", "request_completion", hall.lead, final_report="Fertig.")

    assert [reason.number for reason in refused.value.reasons] == ["R-54"]


def test_the_unit_with_an_order_sees_the_measure(hall: City) -> None:
    walk = Walk(hall, public=False).implementing()
    clerk = hall.of(hall.culture)
    assert not Measure.objects.visible_to(clerk).exists()

    ordered(walk)

    assert Measure.objects.visible_to(hall.of(hall.culture)).exists()


def test_an_order_passes_on_to_the_heir_of_its_unit(walk: Walk, hall: City) -> None:
    ordered(walk, row(hall.culture), row(hall.lead))
    ended = TODAY - dt.timedelta(days=1)
    changes = {"valid_to": ended, "successor": hall.school}
    Organization.objects.filter(pk=hall.culture.pk).update(**changes)

    succession.take_over(on=TODAY)

    assert {order.organization for order in Order.objects.all()} == {hall.school, hall.lead}
    assert open_task(walk.measure, "carry_out", hall.school).order.organization == hall.school


# ---- asked reports ----


def test_an_asked_report_is_a_task_until_it_is_approved(walk: Walk, hall: City) -> None:
    walk.take("ask_report", hall.office, due_on=LATER)
    assert open_task(walk.measure, "answer").due_on == LATER
    assert told(walk) == {"lead": names(hall, hall.lead)}
    with pytest.raises(StepRefused, match="steht noch aus"):
        walk.take("ask_report", hall.office)

    walk.do("answer", "report", hall.lead, light="yellow", text="Es stockt.")
    assert not Task.objects.open().filter(flow_task__endswith="answer").exists()

    walk.do("judge_report", "approve_report", hall.office, answer="return", remark="Warum?")
    assert open_task(walk.measure, "answer").due_on == LATER
    walk.do("answer", "report", hall.lead, light="green", text="Gelöst.")
    walk.do("judge_report", "approve_report", hall.office, answer="approve")

    assert walk.fresh.reports_wanted == []


def test_without_a_day_a_report_is_due_in_ten_working_days(walk: Walk, hall: City) -> None:
    walk.take("ask_report", hall.office)

    assert ReportRequest.objects.get().due_on == deadlines.add_working_days(TODAY, 10)


def test_an_order_for_a_free_day_is_due_on_the_next_working_day(walk: Walk) -> None:
    """As decided it stays, its deadline ends by § 31 (3) VwVfG: after Christmas Day on Monday."""
    (order,) = ordered(walk, row(walk.city.culture, due_on=dt.date(2099, 12, 25)))

    assert order.due_on == dt.date(2099, 12, 25)
    assert open_task(walk.measure, "carry_out").due_on == dt.date(2099, 12, 28)


# ---- what dates bring ----


def due_soon(walk: Walk, days: int = 2) -> Task:
    """An asked report of yesterday that is due in so many working days."""
    day = deadlines.add_working_days(TODAY, days) if days > 0 else TODAY + dt.timedelta(days=days)
    walk.take("ask_report", walk.city.office, due_on=day)
    task = open_task(walk.measure, "answer")
    Task.objects.filter(pk=task.pk).update(created=task.created - dt.timedelta(days=1))
    return task


def test_the_holder_is_reminded_once(walk: Walk, hall: City) -> None:
    due_soon(walk)

    assert urge(on=TODAY) == {"reminded": 1, "escalated": 0}
    assert told(walk) == {"holder": names(hall, hall.lead)}
    assert urge(on=TODAY) == {"reminded": 0, "escalated": 0}
    assert walk.fresh.journal.get(number=walk.fresh.version).actor is None


def test_head_and_office_learn_once_of_a_missed_date(walk: Walk, hall: City) -> None:
    due_soon(walk, -1)

    assert urge(on=TODAY) == {"reminded": 0, "escalated": 1}
    assert told(walk) == {"head": names(hall, hall.lead), "office": names(hall, hall.office)}
    assert urge(on=TODAY) == {"reminded": 0, "escalated": 0}


def test_what_is_far_or_new_or_not_watched_is_left(walk: Walk, hall: City) -> None:
    walk.take("ask_report", hall.office, due_on=LATER)
    other = Walk(hall)
    Task.objects.filter(process=other.measure).update(due_on=TODAY)

    assert (list(to_remind(on=TODAY)), list(to_escalate(on=TODAY))) == ([], [])


def test_an_order_with_an_interval_asks_for_reports(walk: Walk, hall: City) -> None:
    ordered(walk, row(hall.culture, interval=2), row(hall.school))
    assert ask_by_interval(on=TODAY) == 0

    Order.objects.update(given_at=walk.fresh.created_at - dt.timedelta(days=61))
    assert (ask_by_interval(on=TODAY), ask_by_interval(on=TODAY)) == (1, 0)
    assert open_task(walk.measure, "answer").owner_permission_obj_id == hall.lead.pk


def test_what_was_asked_meanwhile_is_not_asked_twice(walk: Walk, hall: City) -> None:
    walk.take("ask_report", hall.office)
    ReportRequest.objects.update(asked_at=walk.fresh.created_at - dt.timedelta(days=99))
    ordered(walk, row(hall.culture, interval=1))
    Order.objects.update(given_at=walk.fresh.created_at - dt.timedelta(days=99))

    assert ask_by_interval(on=TODAY) == 0


# ---- indicators ----


def indicator(**values: Any) -> dict[str, Any]:
    return {"kind": "impact", "name": "Besuche", "unit": "Anzahl", "target": Decimal(100)} | values


def test_an_indicator_keeps_its_values_and_corrects_those_of_the_same_day(
    walk: Walk, hall: City
) -> None:
    walk.take("edit_indicators", hall.lead, indicators=[indicator(value=Decimal(10))])
    found = Indicator.objects.get()
    walk.take("edit_indicators", hall.lead, indicators=[indicator(pk=found.pk, value=Decimal(12))])
    earlier = {"value": Decimal(5), "measured_on": TODAY - dt.timedelta(days=30)}
    walk.take("edit_indicators", hall.lead, indicators=[indicator(pk=found.pk, **earlier)])

    assert [each.value for each in found.values.all()] == [Decimal(5), Decimal(12)]


def test_only_an_indicator_without_values_goes(walk: Walk, hall: City) -> None:
    rows = [indicator(), indicator(name="Gäste", value=Decimal(3))]
    walk.take("edit_indicators", hall.lead, indicators=rows)
    kept = Indicator.objects.get(name="Gäste")
    walk.take("edit_indicators", hall.lead, indicators=[indicator(name="Gäste", pk=kept.pk)])
    assert Indicator.objects.get() == kept

    with pytest.raises(StepRefused, match="„Gäste“ hat schon Messwerte"):
        walk.take("edit_indicators", hall.lead, indicators=[])


# ---- deviations ----


def tolerate(percent: int = 10, amount: int = 1000, days: int = 30) -> None:
    Tolerance.objects.create(
        valid_from=TODAY - dt.timedelta(days=1),
        cost_percent=Decimal(percent),
        cost_amount=Decimal(amount),
        days=days,
        reason="Rundverfügung",
    )


def working(hall: City) -> Walk:
    walk = Walk(hall, cost_lines=costs(50000))
    source = {"kind": "budget", "name": "Haushalt"}
    amounts = [{"year": TODAY.year, "amount": Decimal(50000)}]
    walk.take("edit_sources", hall.lead, sources=[source | {"amounts": amounts}])
    walk.ready(hall.treasury).released().adopted().with_milestone()
    walk.do("begin", "start", hall.lead)
    return walk


@pytest.mark.parametrize(
    ("cost", "beyond"), [("55000.00", False), ("55000.01", True), ("49000", False)]
)
def test_costs_beyond_the_tolerance_are_a_deviation(hall: City, cost: str, beyond: bool) -> None:
    tolerate()
    walk = working(hall)
    report(walk, actual_cost=Decimal(cost))

    found = deviations(walk.fresh, on=TODAY)
    assert bool(found) is beyond
    assert all("Plan von 50.000,00 Euro" in each for each in found)


def test_without_a_tolerance_only_the_content_counts(hall: City) -> None:
    walk = working(hall)
    report(walk, actual_cost=Decimal(999999))
    assert deviations(walk.fresh, on=TODAY) == []

    report(walk, deviates=True)
    assert ["inhaltlich" in each for each in deviations(walk.fresh, on=TODAY)] == [True]


def test_a_milestone_is_late_against_the_day_agreed_at_the_start(hall: City) -> None:
    tolerate()
    walk = working(hall)
    (milestone,) = walk.fresh.milestone_list
    moved = {"pk": milestone.pk, "title": milestone.title}
    late = TODAY + dt.timedelta(days=31)
    walk.take("edit_milestones", hall.lead, milestones=[moved | {"planned_on": late}])
    assert "31 Tage" in deviations(walk.fresh, on=TODAY)[0]

    waived = {"planned_on": late, "waived": "Nicht mehr nötig."}
    added = {"title": "Abschlussfest", "planned_on": late}
    walk.take("edit_milestones", hall.lead, milestones=[moved | waived, added])
    assert deviations(walk.fresh, on=TODAY) == []


def test_what_has_not_begun_or_has_ended_deviates_from_nothing(hall: City) -> None:
    tolerate()

    assert deviations(Walk(hall).fresh, on=TODAY) == []

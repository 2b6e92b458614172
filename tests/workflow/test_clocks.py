"""Deadlines of tasks by dated rules: who has how long, and when the clock stands still."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.timezone import localdate

from core import deadlines
from core.models import CoSignature, DeadlineRule
from tests.factories import City, Walk, city, open_task, require_signature
from workflow import urging
from workflow.clocks import USUAL_WORKING_DAYS, Duty
from workflow.flows import MeasureFlow
from workflow.models import Task
from workflow.nodes import Ask, Dates
from workflow.urging import to_escalate, to_remind, urge

pytestmark = pytest.mark.django_db
TODAY = localdate()


@pytest.fixture
def hall() -> City:
    return city()


def rule(duty: str, days: int, **values: object) -> DeadlineRule:
    facts = {"reason": "Dienstanweisung", "valid_from": TODAY} | values
    return DeadlineRule.objects.create(duty=duty, working_days=days, **facts)


def in_days(number: int) -> dt.date:
    return deadlines.add_working_days(TODAY, number)


def ago(number: int) -> dt.timedelta:
    """So many working days back, from today."""
    return TODAY - in_days(-number)


def began(task: Task, number: int) -> None:
    """The task has been lying there for so many working days."""
    Task.objects.filter(pk=task.pk).update(created=task.created - ago(number))


def sent_back(walk: Walk, after: int) -> None:
    """The check took so many working days and ended in rework; the measure is back now."""
    began(open_task(walk.measure, "check"), after)
    walk.do("check", "send_back", walk.city.office, reason="Kosten fehlen.")
    walk.do("propose", "submit", walk.city.lead)


def test_every_duty_is_a_task_of_the_flow_whose_date_a_rule_can_set() -> None:
    nodes = {n.name: n for n in MeasureFlow.instance.nodes() if isinstance(n, Ask)}

    assert set(Duty.values) <= set(nodes)
    assert not [name for name in Duty.values if nodes[name].dates == Dates.SILENT]


def test_a_task_is_due_by_its_rule(hall: City) -> None:
    rule(Duty.CHECK, 5)
    rule(Duty.CHECK, 9, valid_from=TODAY + dt.timedelta(days=1))

    assert open_task(Walk(hall).submitted().measure, "check").due_on == in_days(5)


def test_an_organization_has_a_rule_of_its_own(hall: City) -> None:
    rule(Duty.CHECK, 5)
    rule(Duty.CHECK, 3, organization=hall.office)
    rule(Duty.CHECK, 2, organization=hall.culture)

    assert open_task(Walk(hall).submitted().measure, "check").due_on == in_days(3)


def test_without_a_rule_a_task_has_no_date(hall: City) -> None:
    rule(Duty.CHECK, 5, valid_from=TODAY - dt.timedelta(days=9), valid_to=TODAY - ago(1))

    assert open_task(Walk(hall).submitted().measure, "check").due_on is None


def test_a_first_draft_takes_its_time_and_rework_does_not(hall: City) -> None:
    rule(Duty.PROPOSE, 20)
    walk = Walk(hall)
    draft = open_task(walk.measure, "propose").due_on
    walk.submitted().do("check", "send_back", hall.office, reason="Kosten fehlen.")

    assert (draft, open_task(walk.measure, "propose").due_on) == (None, in_days(20))


def test_the_clock_of_a_check_stands_in_rework(hall: City) -> None:
    rule(Duty.CHECK, 10)
    walk = Walk(hall).submitted()
    sent_back(walk, after=3)
    first = open_task(walk.measure, "check").due_on
    sent_back(walk, after=4)

    assert (first, open_task(walk.measure, "check").due_on) == (in_days(7), in_days(3))


def test_a_clock_that_has_run_out_leaves_one_day(hall: City) -> None:
    rule(Duty.CHECK, 2)
    walk = Walk(hall).submitted()
    sent_back(walk, after=6)

    assert open_task(walk.measure, "check").due_on == in_days(1)


def test_a_check_that_ended_well_begins_anew(hall: City) -> None:
    rule(Duty.CHECK, 10)
    walk = Walk(hall).submitted()
    sent_back(walk, after=3)
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.culture])
    walk.do("cosign", "cosign", hall.culture, answer="object", note="So nicht.")
    walk.do("overrule", "send_back", hall.office, 1, reason="Einwand.")
    walk.do("propose", "submit", hall.lead)

    assert open_task(walk.measure, "check").due_on == in_days(10)


def asked(walk: Walk) -> CoSignature:
    walk.do("check", "request_cosignatures", walk.city.office, organizations=[walk.city.culture])
    return CoSignature.objects.latest("round")


def back_for_rework(walk: Walk, signature: CoSignature, after: int) -> None:
    """The office takes the measure back while the signature has been open for so long."""
    CoSignature.objects.filter(pk=signature.pk).update(asked_at=signature.asked_at - ago(after))
    walk.take("send_back", walk.city.office, reason="Neue Zahlen.")
    walk.do("propose", "submit", walk.city.lead)


def test_the_clock_of_a_co_signature_stands_in_rework(hall: City) -> None:
    walk = Walk(hall).submitted()
    back_for_rework(walk, asked(walk), after=4)
    second = asked(walk)
    back_for_rework(walk, second, after=3)
    third = asked(walk)

    usual = USUAL_WORKING_DAYS
    assert (second.due_on, third.due_on) == (in_days(usual - 4), in_days(usual - 7))
    assert open_task(walk.measure, "cosign").due_on == third.due_on


def test_a_co_signature_that_was_given_is_asked_for_anew_with_all_its_time(hall: City) -> None:
    rule(Duty.COSIGN, 6)
    walk = Walk(hall).submitted()
    first = asked(walk)
    CoSignature.objects.filter(pk=first.pk).update(asked_at=first.asked_at - ago(4))
    walk.do("cosign", "cosign", hall.culture, answer="object", note="So nicht.")
    walk.do("overrule", "send_back", hall.office, 1, reason="Einwand.")
    walk.do("propose", "submit", hall.lead)

    assert asked(walk).due_on == in_days(6)


def test_the_rule_that_demands_a_signature_counts_more(hall: City) -> None:
    rule(Duty.COSIGN, 6, organization=hall.culture)
    require_signature(hall.culture, working_days=4)

    assert asked(Walk(hall).submitted()).due_on == in_days(4)


def test_a_decision_about_an_objection_has_its_own_time(hall: City) -> None:
    walk = Walk(hall).submitted()
    asked(walk)
    walk.do("cosign", "cosign", hall.culture, answer="object", note="So nicht.")
    undated = open_task(walk.measure, "overrule").due_on
    rule(Duty.OVERRULE, 5)
    again = Walk(hall).submitted()
    asked(again)
    again.do("cosign", "cosign", hall.culture, answer="object", note="So nicht.")

    assert (undated, open_task(again.measure, "overrule").due_on) == (None, in_days(5))


def test_a_new_objection_is_decided_on_with_all_its_time(hall: City) -> None:
    rule(Duty.OVERRULE, 5)
    walk = Walk(hall).submitted()
    for round_ in range(2):
        asked(walk)
        walk.do("cosign", "cosign", hall.culture, answer="object", note=f"Nein, {round_}.")
        began(open_task(walk.measure, "overrule"), 3)
        walk.do("overrule", "send_back", hall.office, 1, reason="Einwand.")
        walk.do("propose", "submit", hall.lead)
    asked(walk)
    walk.do("cosign", "cosign", hall.culture, answer="object", note="Noch einmal nein.")

    assert open_task(walk.measure, "overrule").due_on == in_days(5)


def test_other_steps_leave_the_date_of_a_task_as_it_is(hall: City) -> None:
    changed = rule(Duty.CHECK, 5)
    walk = Walk(hall).submitted()
    changed.working_days = 9
    changed.save()
    walk.take("edit_sources", hall.lead, sources=[])

    assert open_task(walk.measure, "check").due_on == in_days(5)


# ---- reminders ----


def test_the_rule_says_how_long_before_somebody_is_reminded(hall: City) -> None:
    made = rule(Duty.CHECK, 5, remind_before=5)
    walk = Walk(hall).submitted()
    began(open_task(walk.measure, "check"), 1)
    early = to_remind(on=TODAY)
    made.remind_before = 1
    made.save()

    assert ([task.process_id for task in early], to_remind(on=TODAY)) == ([walk.measure.pk], [])
    assert len(to_remind(on=in_days(4))) == 1


def test_two_runs_at_a_time_say_it_once(hall: City) -> None:
    """The second has read the tasks before the first was through."""
    rule(Duty.CHECK, 5)
    walk = Walk(hall).submitted()
    near, late = to_remind(on=in_days(5)), to_escalate(on=in_days(6))
    once = [urging.say(task, "remind", in_days(5)) for task in near * 2]
    once += [urging.say(task, "escalate", in_days(6)) for task in late * 2]

    assert once == [1, 0, 1, 0]
    assert walk.fresh.journal.filter(action__in=["remind", "escalate"]).count() == 2


def test_there_is_a_reminder_before_and_one_on_the_day(hall: City) -> None:
    rule(Duty.CHECK, 5)
    Walk(hall).submitted()
    days = [in_days(number) for number in range(7)]
    said = [urge(on=day) for day in days for _again in range(2)]

    assert [each["reminded"] for each in said[::2]] == [0, 0, 1, 0, 0, 1, 0]
    assert [each["escalated"] for each in said[::2]] == [0, 0, 0, 0, 0, 0, 1]
    assert not any(sum(each.values()) for each in said[1::2])

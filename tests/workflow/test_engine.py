"""The one door: who may act, on which page, once; and what a step leaves behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from viewflow.workflow.status import STATUS

from core.models import Measure, Outbox
from tests.factories import City, Walk, city, open_keys, open_task, rebuilt_keys, snapshot
from workflow import engine
from workflow.models import Task
from workflow.recording import record
from workflow.refusals import Forbidden, Hidden, Stale, StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


def test_start_writes_draft_number_journal_and_task(hall: City) -> None:
    walk = Walk(hall)

    assert walk.fresh.status == "draft"
    assert walk.fresh.reference.startswith("M-20")
    assert [entry.action for entry in walk.measure.journal.all()] == ["create"]
    assert {key[0] for key in open_keys(walk.measure)} == {"propose"}


def test_submit_moves_journals_announces_and_asks_the_office(hall: City) -> None:
    walk = Walk(hall).submitted()

    entry = walk.measure.journal.last()
    assert entry is not None
    assert (walk.fresh.status, entry.source, entry.target, entry.number) == (
        "checking",
        "draft",
        "checking",
        2,
    )
    assert entry.seal == walk.fresh.seal
    assert Outbox.objects.get(entry=entry).audiences == ["network", "office"]
    assert open_keys(walk.measure) == {("check", None, hall.office.pk)}


def test_the_whole_way_without_costs(hall: City) -> None:
    walk = Walk(hall).implementing()
    assert (walk.fresh.status, walk.fresh.in_force) == ("implementing", True)
    walk.take(
        "edit_milestones",
        hall.lead,
        milestones=[
            {"pk": m.pk, "title": m.title, "planned_on": m.planned_on, "waived": "erledigt"}
            for m in walk.measure.milestones.all()
        ],
    )
    walk.do(
        "implement", "request_completion", hall.lead, final_report="Fertig.", completion="achieved"
    )
    walk.do("close", "complete", hall.office)

    assert walk.fresh.status == "completed"
    assert open_keys(walk.measure) == set() == rebuilt_keys(walk.measure)


def test_a_stranger_gets_404_and_a_reader_403(hall: City) -> None:
    walk = Walk(hall)
    task = open_task(walk.measure, "propose")
    before = snapshot(walk.measure)

    with pytest.raises(Hidden):
        engine.perform(actor=hall.of(hall.culture), task=task.pk, action="submit", seen=1)
    walk.ready().released()
    reader, seen = hall.of(hall.culture), walk.fresh.version
    for step in ("withdraw_from_bodies", "replace"):
        with pytest.raises(Forbidden):
            engine.intervene(actor=reader, measure=walk.measure.pk, step=step, seen=seen)
    assert before["row"]["version"] == 1


def test_a_stale_page_is_told_who_did_what(hall: City) -> None:
    walk = Walk(hall)
    task = open_task(walk.measure, "propose")
    walk.take("edit", hall.lead, title="Neuer Titel")
    before = snapshot(walk.measure)

    with pytest.raises(Stale) as stale:
        engine.perform(actor=hall.of(hall.lead, 1), task=task.pk, action="submit", seen=1)

    assert "Anna Ahlers hat am" in str(stale.value)
    assert snapshot(walk.measure) == before


def test_a_double_click_has_one_effect(hall: City) -> None:
    walk = Walk(hall)
    task, actor = open_task(walk.measure, "propose"), hall.of(hall.lead)
    first = engine.perform(actor=actor, task=task.pk, action="submit", seen=1)
    before = snapshot(first)

    again = engine.perform(actor=actor, task=task.pk, action="submit", seen=1)

    assert again.version == first.version
    assert snapshot(first) == before


def test_unmet_rules_are_all_named_and_leave_no_trace(hall: City) -> None:
    walk = Walk(hall, description="", gender_aspects="", no_costs=False)
    before = snapshot(walk.measure)

    with pytest.raises(StepRefused) as refused:
        walk.do("propose", "submit", hall.lead)

    assert [reason.number for reason in refused.value.reasons] == ["R-01", "R-02", "R-03"]
    assert snapshot(walk.measure) == before


def test_available_speaks_of_every_step(hall: City) -> None:
    walk = Walk(hall).submitted()
    offers = {
        offer.name: offer
        for offer in engine.available(Measure.objects.get(pk=walk.measure.pk), hall.of(hall.office))
    }

    assert offers["pass_check"].allowed
    assert offers["request_cosignatures"].allowed
    assert [reason.number for reason in offers["submit"].reasons] == ["R-00"]
    assert not offers["adopt"].allowed


def test_a_task_finished_meanwhile_is_not_finished_twice(hall: City) -> None:
    """Another clerk's answer arrives between reading the task and claiming it."""
    walk = Walk(hall)
    task, sent = open_task(walk.measure, "propose"), []

    def overtaking(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "workflow_task"') and not sent:
            sent.append(sql)
            Task.objects.filter(pk=task.pk).update(status=STATUS.DONE)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(overtaking), pytest.raises(Stale):
        engine.perform(actor=hall.of(hall.lead), task=task.pk, action="submit", seen=1)
    assert len(sent) == 1
    assert [entry.action for entry in walk.measure.journal.all()] == ["create"]


def test_a_task_somebody_has_taken_can_be_answered(hall: City) -> None:
    walk = Walk(hall)
    Task.objects.filter(process=walk.measure).update(
        status=STATUS.ASSIGNED, owner=hall.of(hall.lead, 1)
    )

    assert walk.submitted().fresh.status == "checking"


def test_a_measure_changed_meanwhile_is_not_written_over(hall: City) -> None:
    """The guarded UPDATE is a net of its own below the lock."""
    walk = Walk(hall)
    read = walk.fresh
    walk.take("edit", hall.lead, title="Neuer Titel")
    before = snapshot(walk.measure)

    with pytest.raises(Stale):
        record(read, "edit", read.status, walk.measure.created_at, {}, fired=[])
    assert snapshot(walk.measure) == before


def test_an_urgent_decision_without_its_reasons_asks_no_second_person(hall: City) -> None:
    walk = Walk(hall).submitted()
    before = snapshot(walk.measure)

    with pytest.raises(StepRefused) as refused:
        walk.take("urgent", hall.office)

    assert [reason.number for reason in refused.value.reasons] == ["R-10", "R-27"]
    assert snapshot(walk.measure) == before


def test_what_nobody_is_asked_is_not_offered(hall: City) -> None:
    """A held step whose task is gone has its state and rules, and yet nothing to answer."""
    walk = Walk(hall)
    Task.objects.filter(process=walk.measure).update(status=STATUS.CANCELED)

    offers = {each.name: each for each in engine.available(walk.measure, hall.of(hall.lead))}

    assert [reason.number for reason in offers["submit"].reasons] == ["R-06"]

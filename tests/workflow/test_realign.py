"""After a deploy: measures that lag behind are named, brought along, and only those."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from core.lifecycle import lifecycle_version
from core.models import Measure, SecondLook
from tests.factories import City, Walk, city, open_keys, rebuilt_keys, snapshot
from workflow import realignment
from workflow.models import Process, Task
from workflow.realignment import Verdict
from workflow.refusals import Busy

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    return Walk(hall).submitted()


def said(*args: str) -> str:
    out = StringIO()
    call_command("realign", *args, stdout=out)
    return out.getvalue()


def verdicts() -> list[tuple[Verdict, str]]:
    return [(found.verdict, found.reason) for found in realignment.survey()]


def age(walk: Walk) -> None:
    """The measure began under an older lifecycle."""
    Measure.objects.filter(pk=walk.measure.pk).update(lifecycle_version="old")


def move(walk: Walk, status: str) -> None:
    """Past the engine, as only a changed definition could leave it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_measure SET status = %s WHERE id = %s", [status, walk.measure.pk]
        )


def test_a_measure_under_the_present_lifecycle_is_unchanged(walk: Walk) -> None:
    before = snapshot(walk.measure)

    assert verdicts() == [(Verdict.UNCHANGED, "")]
    assert "unverändert: 1, wird übertragen: 0, gesperrt: 0" in said("--check")
    said("--apply")
    assert snapshot(walk.measure) == before


def test_an_older_version_is_mapped_by_a_journalled_step(walk: Walk, hall: City) -> None:
    age(walk)

    assert verdicts() == [(Verdict.MAPPED, f"Fassung old wird {lifecycle_version()}")]
    with pytest.raises(CommandError) as to_do:
        said("--check")
    assert to_do.value.returncode == 1
    assert "wird übertragen: 1" in said("--apply")

    entry = walk.measure.journal.last()
    assert entry is not None
    assert (entry.action, entry.pseudonym) == ("realign", "system")
    assert entry.detail["data"] == {"from": "old", "to": lifecycle_version()}
    assert walk.fresh.lifecycle_version == lifecycle_version()
    assert open_keys(walk.measure) == {("check", None, hall.office.pk)}
    assert verdicts() == [(Verdict.UNCHANGED, "")]


def test_without_an_option_it_only_tells(walk: Walk) -> None:
    age(walk)
    before = snapshot(walk.measure)

    assert f"{walk.fresh.reference}: wird übertragen – Fassung old" in said()
    assert snapshot(walk.measure) == before


def test_tasks_that_differ_from_the_wanted_ones_are_repaired(walk: Walk) -> None:
    Task.objects.open().filter(process=walk.measure).update(status="CANCELED")
    stray = Walk(walk.city)
    Task.objects.open().filter(process=stray.measure).update(process=walk.measure.pk)

    assert verdicts() == [
        (Verdict.MAPPED, "entfallende Aufgaben: propose; neue Aufgaben: check"),
        (Verdict.MAPPED, "neue Aufgaben: propose"),
    ]
    said("--apply")
    for each in (walk, stray):
        assert open_keys(each.measure) == rebuilt_keys(each.measure)
        assert len(open_keys(each.measure)) == 1


def test_a_task_of_a_node_that_is_no_longer_drawn_is_dropped(walk: Walk) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workflow_task SET flow_task = 'workflow/flows.MeasureFlow.gone' "
            "WHERE status = 'NEW'"
        )

    assert verdicts() == [(Verdict.MAPPED, "entfallende Aufgaben: gone; neue Aufgaben: check")]
    said("--apply")
    assert verdicts() == [(Verdict.UNCHANGED, "")]


def test_a_finished_measure_keeps_the_lifecycle_it_ended_under(walk: Walk, hall: City) -> None:
    walk.take("withdraw", hall.lead, reason="Entfällt.")
    age(walk)

    assert verdicts() == [(Verdict.UNCHANGED, "")]


def test_a_second_look_at_a_step_that_is_gone_blocks(walk: Walk, hall: City) -> None:
    SecondLook.objects.create(
        measure=walk.measure,
        step="gone",
        asked_by=hall.of(hall.office),
        asked_at=walk.measure.created_at,
    )

    assert verdicts() == [
        (
            Verdict.BLOCKED,
            "Eine zweite Person soll „gone“ bestätigen; den Schritt gibt es nicht mehr.",
        )
    ]
    with pytest.raises(CommandError, match="gesperrt: 1"):
        said("--apply")


def test_an_unknown_state_blocks() -> None:
    assert (
        realignment.blocked(Process(status="frozen")) == "Den Zustand „frozen“ gibt es nicht mehr."
    )


def test_a_state_in_which_nobody_would_act_blocks(walk: Walk) -> None:
    move(walk, "cosigning")

    assert verdicts() == [
        (Verdict.BLOCKED, "Im Zustand „In Mitzeichnung“ hätte niemand etwas zu tun.")
    ]


def test_a_measure_in_use_is_left_for_the_next_run(walk: Walk) -> None:
    age(walk)

    def locked(execute, sql, params, many, context):
        if sql.startswith("UPDATE"):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    err = StringIO()
    with connection.execute_wrapper(locked), pytest.raises(CommandError, match="gesperrt: 1"):
        call_command("realign", "--apply", stdout=StringIO(), stderr=err)

    assert str(Busy()) in err.getvalue()
    assert verdicts()[0][0] is Verdict.MAPPED

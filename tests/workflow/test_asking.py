"""What the dry run of a day foresees is what the day then does, line by line."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate, now

from core import deadlines
from core.models import CoSignature, Order, ReportRequest, ReportRound
from tests.factories import City, Walk, city, open_task, require_signature, snapshot
from workflow import asking, rounds
from workflow.models import Task

pytestmark = pytest.mark.django_db
TODAY = localdate()
DAY = dt.timedelta(days=1)
MONTHS = dt.timedelta(days=99)
FAR = TODAY + 60 * DAY
COUNTED = (
    "Zustimmungen durch Schweigen",
    "angeforderte Sachstände",
    "Erinnerungen vor der Frist",
    "Meldungen an die Leitung nach der Frist",
)


@pytest.fixture
def hall() -> City:
    return city()


def said(*args: str) -> list[str]:
    out = StringIO()
    call_command("tick", *args, stdout=out)
    return out.getvalue().splitlines()


def counts(lines: list[str]) -> dict[str, int]:
    found = dict(line.split(": ") for line in lines if line.startswith(COUNTED))
    return {name: int(found[name]) for name in COUNTED}


def in_round(hall: City, until: dt.date) -> ReportRound:
    return ReportRound.objects.create(plan=hall.plan, until=until, opened_on=TODAY - MONTHS)


def silent(walk: Walk, days: dt.timedelta = MONTHS) -> Walk:
    """An order to be reported on every month, given so long ago."""
    row: dict[str, Any] = {"organization": walk.city.culture, "text": "Räume.", "due_on": FAR}
    walk.take("give_orders", walk.city.office, orders=[row | {"interval": 1}])
    Order.objects.filter(measure=walk.measure.pk).update(given_at=now() - days)
    return walk


def asked(walk: Walk, due_on: dt.date, **marks: dt.date) -> Task:
    """Asked for a report by hand, some days ago."""
    walk.take("ask_report", walk.city.office, due_on=due_on)
    task = open_task(walk.measure, "answer")
    Task.objects.filter(pk=task.pk).update(created=now() - 9 * DAY, **marks)
    ReportRequest.objects.filter(measure=walk.measure.pk).update(asked_at=now() - 9 * DAY)
    return task


def foreseen_and_done() -> tuple[dict[str, int], dict[str, int]]:
    return counts(said("--dry-run")), counts(said())


def test_a_dry_run_names_every_report_it_would_ask_for_and_asks_for_none(hall: City) -> None:
    lone = silent(Walk(hall).implementing())
    in_round(hall, FAR)
    before = snapshot(lone.measure)

    lines = said("--dry-run")

    reference = lone.fresh.reference
    assert lines[0] == (
        f"Sachstand anfordern: {reference}, {hall.lead}, bis {FAR:%d.%m.%Y}. "
        f"Berichtsrunde bis {FAR:%d.%m.%Y}."
    )
    assert counts(lines)["angeforderte Sachstände"] == 1
    assert snapshot(lone.measure) == before
    assert not ReportRequest.objects.exists()
    assert counts(said())["angeforderte Sachstände"] == 1
    assert counts(said("--dry-run"))["angeforderte Sachstände"] == 0


def test_an_interval_is_a_reason_of_its_own(hall: City) -> None:
    walk = silent(Walk(hall).implementing())
    Walk(hall).implementing()

    (wanted,) = asking.planned(on=TODAY)

    assert wanted.sentence == (
        f"{walk.fresh.reference}, {hall.lead}, bis {TODAY + 14 * DAY:%d.%m.%Y}. "
        "Ein Auftrag mit Berichtsabstand, so lange kein Sachstand."
    )
    assert foreseen_and_done()[0]["angeforderte Sachstände"] == 1
    assert open_task(walk.measure, "answer").due_on == wanted.due_on


def test_what_is_asked_already_is_not_foreseen(hall: City) -> None:
    asked(silent(Walk(hall).implementing()), FAR)
    ReportRequest.objects.update(asked_at=now() - MONTHS)

    assert asking.planned(on=TODAY) == []
    assert foreseen_and_done()[1]["angeforderte Sachstände"] == 0


@pytest.mark.parametrize("until", [TODAY - 5 * DAY, TODAY, TODAY + DAY, FAR])
def test_all_that_is_foreseen_comes_to_pass(hall: City, until: dt.date) -> None:
    """Also where the day asks anew for what was near or late, and where silence is consent."""
    in_round(hall, until)
    for due_on in (TODAY - DAY, TODAY, TODAY + DAY, until, FAR):
        asked(Walk(hall).implementing(), due_on)
        asked(Walk(hall).implementing(), due_on, reminded_on=TODAY - DAY, escalated_on=TODAY - DAY)
    silent(Walk(hall).implementing())
    require_signature(hall.culture, silence="approve")
    walk = Walk(hall).submitted()
    units = [hall.culture, hall.school]
    walk.do("check", "request_cosignatures", hall.office, organizations=units, due_on=FAR)
    CoSignature.objects.update(due_on=TODAY - DAY)
    Task.objects.filter(process=walk.measure.pk).update(due_on=TODAY - DAY)

    foreseen, done = foreseen_and_done()

    assert foreseen == done
    assert (done[COUNTED[0]], done[COUNTED[1]], done[COUNTED[3]]) == (1, 11, 1)


def test_who_is_asked_after_the_day_of_the_round_has_time_left(hall: City) -> None:
    walk = Walk(hall).implementing()
    row = in_round(hall, TODAY - DAY)

    done = counts(said())

    assert (done["angeforderte Sachstände"], done[COUNTED[3]]) == (1, 0)
    due_on = deadlines.add_working_days(TODAY, 10)
    assert row.requests.get().due_on == due_on
    assert rounds.due_on(row, on=TODAY) is None
    assert open_task(walk.measure, "answer").due_on == due_on

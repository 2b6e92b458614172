"""Bodies and units that end while cases run: their successors go on, old papers keep the name."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate

from core import chain
from core.models import Organization
from tests.factories import City, Walk, city, costs, open_keys, rebuilt_keys
from tests.sitting import on_its_way, planned, station_of, taken_up, waiting
from workflow import succession
from workflow.models import Task

pytestmark = pytest.mark.django_db
TODAY = localdate()
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def hall() -> City:
    return city()


def end(organization: Organization, *, heir: str = "", on: dt.date = YESTERDAY) -> Organization:
    """The organization ends that day; returns the successor, made under that name."""
    after = None
    if heir:
        after = Organization.objects.create(
            name=heir, kind=organization.kind, code=organization.code, valid_from=on
        )
    Organization.objects.filter(pk=organization.pk).update(valid_to=on, successor=after)
    return after or organization


def tick(*args: str) -> str:
    out = StringIO()
    call_command("tick", *args, stdout=out, stderr=out)
    return out.getvalue()


def test_the_first_committee_of_the_seed_paper_was_abolished(hall: City) -> None:
    """On 1 July 2020 another committee took its cases; papers keep the name they were sent to."""
    gone = Organization.objects.create(
        name="Ausschuss für Angelegenheiten des Geschäftsbereiches des Oberbürgermeisters",
        kind="committee",
    )
    settled = on_its_way(hall, (gone, "advice", 1), (hall.main_committee, "decision", 2))
    settled.measure.consultations.filter(organization=gone).update(
        closed_at=settled.measure.created_at
    )
    walk = on_its_way(hall, (gone, "advice", 1), (hall.main_committee, "decision", 2))
    heir = end(gone, heir="Internationaler Ausschuss (neu)", on=dt.date(2020, 6, 30))

    [found] = succession.take_over(on=dt.date(2020, 7, 1))

    assert found.sentence == f"{walk.measure.reference}: {gone} → {heir}"
    station = walk.measure.consultations.get(order=1)
    assert (station.organization, station.asked_as) == (heir, gone)
    assert settled.measure.consultations.get(order=1).organization == gone
    assert Task.objects.open().get(process=walk.measure.pk).owner_permission_obj == heir
    assert open_keys(walk.measure) == rebuilt_keys(walk.measure)
    entry = walk.measure.journal.last()
    assert (entry.action, entry.actor) == ("succeed", None)
    assert list(chain.verify().faults) == []


def test_a_department_renumbered_mid_case_goes_on_under_its_new_name(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs(5000)).submitted()
    walk.do(
        "check", "request_cosignatures", hall.office, organizations=[hall.culture, hall.treasury]
    )
    lead, culture = (
        end(hall.lead, heir="FB Wirtschaft neu"),
        end(hall.culture, heir="FB Kultur neu"),
    )

    succession.take_over(on=TODAY)

    measure = walk.fresh
    assert measure.lead == lead
    assert {each.organization for each in measure.open_signatures} == {culture, hall.treasury}
    assert open_keys(measure) == rebuilt_keys(measure)
    assert list(succession.due(on=TODAY)) == []


def test_an_heir_who_is_asked_already_is_not_asked_twice(hall: City) -> None:
    walk = Walk(hall).submitted()
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.culture, hall.school])
    Organization.objects.filter(pk=hall.culture.pk).update(
        valid_to=YESTERDAY, successor=hall.school
    )

    succession.take_over(on=TODAY)

    assert [each.organization for each in walk.fresh.open_signatures] == [hall.school]
    assert list(succession.due(on=TODAY)) == []


def test_a_chain_of_successors_leads_to_the_last(hall: City) -> None:
    walk = waiting(hall, hall.main_committee)[0]
    first = end(hall.main_committee, heir="VA zwei", on=YESTERDAY - dt.timedelta(days=1))
    second = end(first, heir="VA drei")

    succession.take_over(on=TODAY)

    assert station_of(walk, second).asked_as == hall.main_committee


def test_a_station_waits_for_a_sitting_of_its_heir(hall: City) -> None:
    [walk] = waiting(hall, hall.main_committee)
    taken_up(hall, planned(hall.main_committee, day=TODAY + dt.timedelta(days=9)), walk)
    heir = end(hall.main_committee, heir="VA neu")

    succession.take_over(on=TODAY)

    station = station_of(walk, heir)
    assert (station.meeting, station.meeting_on) == (None, None)


def test_until_its_last_day_nothing_passes(hall: City) -> None:
    waiting(hall, hall.main_committee)
    end(hall.main_committee, heir="VA neu", on=TODAY)

    assert succession.take_over(on=TODAY) == []
    assert len(succession.take_over(on=TODAY + dt.timedelta(days=1))) == 1


def test_what_is_finished_keeps_its_lead(hall: City) -> None:
    walk = Walk(hall)
    walk.take("withdraw", hall.lead, reason="Doppelt.")
    end(hall.lead, heir="FB neu")

    assert succession.take_over(on=TODAY) == []
    assert walk.fresh.lead == hall.lead


def test_a_finished_measure_passes_its_open_notices_but_not_its_lead(hall: City) -> None:
    walk = Walk(hall).implementing()
    walk.take("inform", hall.office, title="Stand", organizations=[hall.notified])
    walk.take("abort", hall.office, reason="Ende.", decision_reference="0001/2026")
    end(hall.notified, heir="Ausschuss neu")
    end(hall.lead, heir="FB neu")

    succession.take_over(on=TODAY)

    assert walk.measure.consultations.get(closed_at=None).organization.name == "Ausschuss neu"


def test_the_tick_passes_on_explains_itself_and_repeats_nothing(hall: City) -> None:
    [walk] = waiting(hall, hall.main_committee)
    heir = end(hall.main_committee, heir="VA neu")
    line = f"Nachfolge: {walk.measure.reference}: {hall.main_committee} → {heir}"

    assert line in tick("--dry-run")
    assert station_of(walk, hall.main_committee).asked_as is None
    assert line in tick()
    assert "Nachfolge:" not in tick()


def test_an_end_without_a_successor_is_named(hall: City) -> None:
    waiting(hall, hall.main_committee)
    end(hall.main_committee)
    end(hall.notified)

    said: Any = tick()

    assert "Ohne Nachfolge, aber mit offenen Aufgaben: Verwaltungsausschuss" in said
    assert str(hall.notified) not in said

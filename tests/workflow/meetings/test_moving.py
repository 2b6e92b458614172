"""A sitting moved or cancelled takes along all that hangs on it, and tells it once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from core import access, deadlines
from core.models import Consultation, Meeting
from notifications.models import Delivery
from notifications.outbox import fan_out_all
from tests.factories import City, Walk, city, open_keys, open_task, rebuilt_keys
from tests.sitting import on_its_way, planned, station_of, taken_up, waiting
from tests.workflow.test_feeds import events
from workflow.meetings import calendar
from workflow.models import Task

pytestmark = pytest.mark.django_db
TODAY = localdate()
SOON, LATER = TODAY + dt.timedelta(days=20), TODAY + dt.timedelta(days=34)


@pytest.fixture
def made() -> City:
    return city()


def move(made: City, sitting: Meeting, day: dt.date) -> Meeting:
    clerk, seen = made.of(sitting.organization), Meeting.objects.get(pk=sitting.pk).version
    return calendar.change_meeting(actor=clerk, meeting=sitting.pk, seen=seen, data={"day": day})


def cancel(made: City, sitting: Meeting) -> Meeting:
    clerk, seen = made.of(sitting.organization), Meeting.objects.get(pk=sitting.pk).version
    return calendar.cancel_meeting(actor=clerk, meeting=sitting.pk, seen=seen, reason="Hochwasser")


def dates(walk: Walk, station: Consultation) -> tuple[dt.date | None, ...]:
    """The day of the station, its task's deadline, and the last day to hand in."""
    station.refresh_from_db()
    task = Task.objects.open().get(station=station.pk)
    assert open_keys(walk.measure) == rebuilt_keys(walk.measure)
    return station.meeting_on, task.due_on, deadlines.hand_in_until(station)


def on(made: City, day: dt.date) -> tuple[dt.date, ...]:
    return day, day, deadlines.add_working_days(day, -made.main_committee.hand_in_days)


def told_anew() -> list[str]:
    """The heads who get a letter now, each once for each of their measures."""
    known = set(Delivery.objects.values_list("pk", flat=True))
    fan_out_all(now=now())
    fresh = Delivery.objects.exclude(pk__in=known).filter(audience="lead")
    return sorted(fresh.values_list("person__username", flat=True))


def test_tasks_days_and_hand_in_follow_and_reminders_count_anew(made: City) -> None:
    sitting = planned(made.main_committee, day=SOON)
    [walk] = waiting(made, made.main_committee)
    taken_up(made, sitting, walk)
    station = station_of(walk, made.main_committee)
    Task.objects.filter(station=station.pk).update(reminded_on=TODAY, escalated_on=TODAY)
    assert dates(walk, station) == on(made, SOON)
    told_anew()

    move(made, sitting, LATER)

    assert dates(walk, station) == on(made, LATER)
    task = open_task(walk.measure, "record")
    assert (task.reminded_on, task.escalated_on) == (None, None)
    assert told_anew() == sorted(each.username for each in made.people[made.lead.pk])

    cancel(made, sitting)

    assert dates(walk, station) == (None, None, None)
    assert told_anew() == sorted(each.username for each in made.people[made.lead.pk])
    assert walk.fresh.journal.filter(action="schedule").count() == 3


def test_what_came_back_to_the_body_is_due_at_the_sitting_wherever_it_moves(made: City) -> None:
    [walk] = waiting(made, made.main_committee)
    walk.result(made.main_committee, "adjourned", adjourned_to=TODAY + dt.timedelta(days=6))
    sitting, after = (planned(made.main_committee, day=day) for day in (SOON, LATER))
    taken_up(made, sitting, walk)
    station = station_of(walk, made.main_committee)
    assert dates(walk, station) == on(made, SOON)

    third = SOON + dt.timedelta(days=1)
    move(made, sitting, third)
    assert dates(walk, station) == on(made, third)

    cancel(made, sitting)
    assert dates(walk, station) == (None, after.day, None)


def test_without_a_sitting_before_and_after_it_stays_due_as_it_was(made: City) -> None:
    [walk] = waiting(made, made.main_committee)
    walk.result(made.main_committee, "removed")
    station = station_of(walk, made.main_committee)
    due_on = station.due_on

    walk.take("schedule", made.main_committee, station=station, meeting=None)

    assert dates(walk, station) == (None, due_on, None)


@pytest.mark.parametrize("another_sits", [True, False])
def test_what_is_wished_for_the_day_goes_along_if_nothing_else_sits_then(
    made: City, another_sits: bool
) -> None:
    sitting = planned(made.main_committee, day=SOON, begins=dt.time(15))
    if another_sits:
        planned(made.main_committee, day=SOON, begins=dt.time(17))
    [walk] = waiting(made, made.main_committee)
    station = station_of(walk, made.main_committee)
    Consultation.objects.filter(pk=station.pk).update(meeting_on=SOON)

    move(made, sitting, LATER)

    station.refresh_from_db()
    assert station.meeting_on == (SOON if another_sits else LATER)
    assert station.meeting == (None if another_sits else sitting)


def test_a_joint_sitting_takes_the_stations_of_all_its_bodies_along(made: City) -> None:
    sitting = planned(made.committee, day=SOON)
    sitting.joint_with.add(made.second_committee)
    route = [(made.committee, "advice", 1), (made.second_committee, "advice", 1)]
    decided = [(made.main_committee, "advice", 2), (made.council, "decision", 3)]
    walk = on_its_way(made, *route, *decided)
    stations = [station_of(walk, body) for body, _role, _order in route]
    for station, (body, _role, _order) in zip(stations, route, strict=True):
        walk.take("schedule", body, station=station, meeting=sitting)

    move(made, sitting, LATER)
    assert [dates(walk, each)[:2] for each in stations] == [(LATER, LATER)] * 2
    entry = walk.fresh.journal.latest("number")
    assert (entry.action, entry.actor) == ("schedule", made.of(made.committee))

    cancel(made, sitting)
    assert [dates(walk, each)[:2] for each in stations] == [(None, None)] * 2


def test_calendars_follow_under_the_same_name_with_a_higher_number(
    made: City, client: Client
) -> None:
    sitting = planned(made.main_committee, day=SOON)
    [walk] = waiting(made, made.main_committee)
    taken_up(made, sitting, walk)
    path = f"/kalender/{access.issue_feed(made.of(made.main_committee))}.ics"
    before = events(client, path)

    move(made, sitting, LATER)
    after = events(client, path)
    assert before.keys() == after.keys() == {f"sitzung-{sitting.pk}", *_deadlines(walk)}
    assert {each["dtstart"].dt for each in after.values()} == {LATER}
    assert all(after[name]["sequence"] > before[name]["sequence"] for name in after)

    cancel(made, sitting)
    [(name, gone)] = events(client, path).items()
    assert (name, gone["status"]) == (f"sitzung-{sitting.pk}", "CANCELLED")
    assert gone["sequence"] > after[name]["sequence"]


def _deadlines(walk: Walk) -> set[str]:
    return {f"aufgabe-{open_task(walk.measure, 'record').pk}"}

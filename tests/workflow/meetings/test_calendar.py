"""Sittings planned, moved, cancelled and revived; what hangs on them follows by itself."""

from __future__ import annotations

import datetime as dt

import pytest

from core.models import Meeting, MeetingEntry, Recess
from tests.factories import city
from tests.sitting import fresh, own, planned, record, station_of, taken_up, waiting
from workflow.meetings import calendar
from workflow.meetings.door import StaleMeeting
from workflow.refusals import Forbidden, StepRefused

pytestmark = pytest.mark.django_db
DAY = dt.date
THURSDAY, LATER = DAY(2026, 12, 3), DAY(2026, 12, 10)
FOUR = dt.time(16)


@pytest.fixture
def made():
    return city()


@pytest.fixture
def clerk(made):
    return made.of(made.main_committee)


@pytest.fixture
def sitting(made):
    return planned(made.main_committee, day=THURSDAY, begins=FOUR)


def change(clerk, sitting, **data) -> Meeting:
    return calendar.change_meeting(
        actor=clerk, meeting=sitting.pk, seen=Meeting.objects.get(pk=sitting.pk).version, data=data
    )


def cancel(clerk, sitting, reason: str = "Keine Punkte") -> Meeting:
    seen = Meeting.objects.get(pk=sitting.pk).version
    return calendar.cancel_meeting(actor=clerk, meeting=sitting.pk, seen=seen, reason=reason)


def refused(call, *args, **kwargs) -> list[str]:
    with pytest.raises(StepRefused) as refusal:
        call(*args, **kwargs)
    return [reason.sentence for reason in refusal.value.reasons]


def test_a_secretariat_plans_a_sitting_of_its_body(made, clerk) -> None:
    data = {"organization": made.main_committee, "day": THURSDAY, "begins": FOUR, "number": 12}
    meeting = calendar.plan_meeting(actor=clerk, data=data | {"joint_with": [made.council]})

    assert (meeting.number, meeting.state, list(meeting.joint_with.all())) == (
        12,
        "planned",
        [made.council],
    )
    assert meeting.log.get().what == MeetingEntry.What.PLANNED
    assert refused(calendar.plan_meeting, actor=clerk, data=data) == [
        "Das Gremium tagt zu dieser Zeit schon."
    ]


def test_nobody_plans_for_another_body(made, clerk) -> None:
    with pytest.raises(Forbidden, match="Sitzungsdienst: Ratsversammlung"):
        calendar.plan_meeting(actor=clerk, data={"organization": made.council, "day": THURSDAY})


def test_a_series_leaves_recess_and_holidays_out(made, clerk) -> None:
    Recess.objects.create(name="Pause", begins_on=DAY(2026, 12, 14), ends_on=DAY(2026, 12, 20))
    data = {"organization": made.main_committee, "day": THURSDAY, "begins": FOUR, "number": 7}

    found = calendar.plan_series(actor=clerk, data=data, weeks=1, until=DAY(2027, 1, 7))

    assert [(m.number, m.day) for m in found] == [
        (7, THURSDAY),
        (8, LATER),
        (9, DAY(2026, 12, 24)),
        (10, DAY(2026, 12, 31)),
        (11, DAY(2027, 1, 7)),
    ]


def test_a_series_without_numbers_has_none(made, clerk) -> None:
    data = {"organization": made.main_committee, "day": THURSDAY}

    found = calendar.plan_series(actor=clerk, data=data, weeks=1, until=LATER)

    assert [m.number for m in found] == [None, None]


def test_a_series_ends_somewhere() -> None:
    assert len(calendar.series(THURSDAY, weeks=1, until=DAY(2100, 1, 1))) == calendar.MOST


def test_a_moved_sitting_takes_its_stations_along(made, clerk, sitting) -> None:
    [walk] = waiting(made, made.main_committee)
    [item] = taken_up(made, sitting, walk)

    moved = change(clerk, sitting, day=LATER, room="Neues Rathaus")

    station = station_of(walk, made.main_committee)
    assert (moved.moved_from, moved.sequence, moved.room) == (THURSDAY, 1, "Neues Rathaus")
    assert (station.meeting, station.meeting_on) == (sitting, LATER)
    assert walk.measure.tasks.open().get().due_on == LATER
    assert fresh(item).number == "1"
    entry = walk.measure.journal.last()
    assert (entry.action, entry.outbox.audiences) == ("schedule", ["lead"])
    assert moved.log.last().about == "03.12.2026 → 10.12.2026"


def test_what_stays_on_its_day_is_only_changed(made, clerk, sitting) -> None:
    [walk] = waiting(made, made.main_committee)
    taken_up(made, sitting, walk)
    entries = walk.measure.journal.count()

    changed = change(clerk, sitting, room="Saal 2", joint_with=[made.council], begins=None)

    assert (changed.moved_from, changed.sequence, changed.begins) == (None, 0, None)
    assert walk.measure.journal.count() == entries
    assert changed.log.last().what == MeetingEntry.What.CHANGED
    assert list(changed.joint_with.all()) == [made.council]


def test_a_sitting_does_not_move_onto_another(made, clerk, sitting) -> None:
    planned(made.main_committee, day=LATER, begins=FOUR)

    assert refused(change, clerk, sitting, day=LATER, begins=FOUR) == [
        "Das Gremium tagt zu dieser Zeit schon."
    ]


def test_an_old_page_moves_nothing(made, clerk, sitting) -> None:
    change(clerk, sitting, room="Saal 2")

    with pytest.raises(StaleMeeting):
        calendar.change_meeting(actor=clerk, meeting=sitting.pk, seen=0, data={"day": LATER})


def test_a_cancelled_sitting_lets_its_stations_wait_again(made, clerk, sitting) -> None:
    [walk] = waiting(made, made.main_committee)
    [item] = taken_up(made, sitting, walk)

    gone = cancel(clerk, sitting)

    station = station_of(walk, made.main_committee)
    assert (gone.state, gone.cancelled_because, gone.sequence) == ("cancelled", "Keine Punkte", 1)
    assert (station.meeting, station.meeting_on) == (None, None)
    assert not fresh(item).is_open
    assert refused(change, clerk, sitting, day=LATER) == [
        "Diese Sitzung ist abgesagt: Bitte zuerst wieder ansetzen."
    ]


def test_a_revived_sitting_begins_with_an_agenda_of_its_own_items(made, clerk, sitting) -> None:
    [walk] = waiting(made, made.main_committee)
    taken_up(made, sitting, walk)
    motion = own(made, sitting, "Antrag")
    gone = cancel(clerk, sitting)

    back = calendar.revive_meeting(actor=clerk, meeting=sitting.pk, seen=gone.version)

    assert (back.state, back.cancelled_because, back.sequence) == ("planned", "", 2)
    assert list(back.items.all()) == [motion]
    assert refused(calendar.revive_meeting, actor=clerk, meeting=sitting.pk, seen=back.version) == [
        "Diese Sitzung ist nicht abgesagt."
    ]


def test_a_sitting_that_was_held_is_neither_moved_nor_cancelled(made, clerk) -> None:
    sitting = planned(made.main_committee)
    record(made, own(made, sitting, "Antrag"), outcome="approved")

    held = ["Diese Sitzung hat stattgefunden: Sie lässt sich nicht mehr verlegen."]
    assert refused(change, clerk, sitting, day=LATER) == held
    assert refused(cancel, clerk, sitting) == held

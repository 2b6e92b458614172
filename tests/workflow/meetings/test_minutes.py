"""Provisional on the day, confirmed against the minutes later; what differs is corrected."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.timezone import localdate

from core.models import Consultation, Meeting, Minutes
from tests.factories import Walk, city
from tests.sitting import fresh, own, planned, publish, record, taken_up, waiting
from tests.workflow.test_cases import refused
from workflow.meetings import minutes
from workflow.refusals import Forbidden, Hidden, StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return city()


@pytest.fixture
def clerk(made):
    return made.of(made.main_committee)


@pytest.fixture
def sitting(made):
    """One measure and one motion, both decided and published."""
    meeting = planned(made.main_committee)
    [walk] = waiting(made, made.main_committee)
    [item] = taken_up(made, meeting, walk)
    motion = own(made, meeting, "Antrag")
    record(made, item, outcome="approved")
    record(made, motion, outcome="rejected")
    publish(made, meeting)
    meeting.refresh_from_db()
    return meeting


def enter(clerk, meeting, reference: str = "Niederschrift 7/2026") -> Minutes:
    seen = Meeting.objects.get(pk=meeting.pk).version
    return minutes.enter_minutes(
        actor=clerk, meeting=meeting.pk, seen=seen, reference=reference, dated=localdate()
    )


def walk_of(made, station: Consultation) -> Walk:
    walk = Walk.__new__(Walk)
    walk.city, walk.measure = made, station.measure
    return walk


def test_all_results_are_confirmed_as_they_were_published(made, clerk, sitting) -> None:
    item, motion = minutes.to_confirm(sitting)
    written = enter(clerk, sitting)

    answers = list(minutes.confirm_all(actor=clerk, meeting=sitting.pk))

    assert [answer.done for answer in answers] == [True, True]
    for row in (item, motion):
        result = fresh(row).result
        assert (result.minutes, result.confirmed_by, result.is_provisional) == (
            written,
            clerk,
            False,
        )
    assert item.station.measure.journal.last().action == "confirm_result"
    assert minutes.to_confirm(sitting) == []
    assert str(written) == "Niederschrift 7/2026"


def test_a_second_version_of_the_minutes_is_confirmed_anew(made, clerk, sitting) -> None:
    enter(clerk, sitting)
    list(minutes.confirm_all(actor=clerk, meeting=sitting.pk))
    station = Consultation.objects.get(measure__isnull=False)
    walk = walk_of(made, station)
    assert walk.fresh.unconfirmed_stations == []

    second = enter(clerk, sitting, "Niederschrift 7/2026, berichtigt")

    assert second.version == 2
    assert [each.pk for each in walk.fresh.unconfirmed_stations] == [station.pk]
    assert len(minutes.to_confirm(sitting)) == 2
    list(minutes.confirm_all(actor=clerk, meeting=sitting.pk))
    station.refresh_from_db()
    assert station.minutes == second


def test_minutes_that_say_otherwise_are_shown_and_lead_to_a_correction(
    made, clerk, sitting
) -> None:
    station = Consultation.objects.get(measure__isnull=False)
    walk, written = walk_of(made, station), enter(clerk, sitting)
    other = {"minutes": written, "outcome": "rejected", "manner": "counted", "votes_for": 3}

    with pytest.raises(StepRefused) as refusal:
        walk.take("confirm_result", made.main_committee, station=station, **other)

    [reason] = refusal.value.reasons
    assert reason.number == "R-37"
    assert reason.sentence.endswith(
        "Ergebnis: veröffentlicht beschlossen, Niederschrift abgelehnt. "
        "Abstimmung: veröffentlicht einstimmig, Niederschrift ausgezählt. "
        "Ja: veröffentlicht –, Niederschrift 3."
    )
    right = {"outcome": "rejected", "manner": "majority", "scope": "matter"}
    walk.take(
        "correct", made.main_committee, 1, station=station, reason="Laut Niederschrift.", **right
    )
    station.refresh_from_db()
    assert (station.outcome, station.confirmed_at) == ("rejected", None)
    assert walk.fresh.status == "rejected"
    walk.take("confirm_result", made.main_committee, station=station, minutes=written, page="4")
    station.refresh_from_db()
    assert (station.page, station.is_provisional) == ("4", False)


def test_a_correction_makes_a_confirmed_result_provisional_again(made, clerk, sitting) -> None:
    enter(clerk, sitting)
    list(minutes.confirm_all(actor=clerk, meeting=sitting.pk))
    station = Consultation.objects.get(measure__isnull=False)
    walk = walk_of(made, station)

    walk.take(
        "correct",
        made.main_committee,
        1,
        station=station,
        reason="Tippfehler.",
        outcome="approved",
        manner="majority",
        scope="matter",
    )

    station.refresh_from_db()
    assert (station.is_provisional, station.minutes) == (True, None)


def test_a_result_of_no_sitting_in_the_calendar_names_its_minutes_in_words(made) -> None:
    walk = Walk(made).ready().released((made.main_committee, "decision", 1))
    walk.result(made.main_committee, "approved")
    station = walk.measure.consultations.get()

    assert refused(walk.take, "confirm_result", made.main_committee, station=station) == ["R-35"]
    walk.take(
        "confirm_result", made.main_committee, station=station, reference="Protokoll 1", page="2"
    )

    station.refresh_from_db()
    assert (station.minutes.reference, station.minutes.meeting, station.page) == (
        "Protokoll 1",
        None,
        "2",
    )
    assert walk.fresh.unconfirmed_stations == []


def test_before_the_sitting_there_are_no_minutes(made, clerk) -> None:
    ahead = planned(made.main_committee, day=localdate() + dt.timedelta(days=1))

    with pytest.raises(StepRefused, match="nicht stattgefunden"):
        enter(clerk, ahead)


def test_without_minutes_nothing_is_confirmed(made, clerk, sitting) -> None:
    with pytest.raises(StepRefused, match="Bitte zuerst die Niederschrift eintragen"):
        list(minutes.confirm_all(actor=clerk, meeting=sitting.pk))
    with pytest.raises(Forbidden):
        list(minutes.confirm_all(actor=made.of(made.council), meeting=sitting.pk))
    with pytest.raises(Hidden):
        list(minutes.confirm_all(actor=clerk, meeting=0))


def test_a_result_that_cannot_be_confirmed_is_said_and_the_others_are(made, clerk, sitting) -> None:
    enter(clerk, sitting)
    Consultation.objects.filter(measure__isnull=False).update(dropped=True, measure=None)

    answers = list(minutes.confirm_all(actor=clerk, meeting=sitting.pk))

    assert [answer.done for answer in answers] == [False, True]

"""Who was there, who may not vote, and a circulation stopped by one member."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate

from core import attendance as asked
from core.models import Attendance, Exclusion, Meeting, MeetingEntry, Organization, Seat
from tests.factories import SINCE, city
from tests.sitting import fresh, own, planned, publish, record, station_of, taken_up, waiting
from workflow.meetings import attendance
from workflow.refusals import Hidden, StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return city()


@pytest.fixture
def clerk(made):
    return made.of(made.main_committee)


@pytest.fixture
def seats(made):
    faction = Organization.objects.create(kind="faction", name="Fraktion Grün", code="GRÜN")
    names = ("Ilse Ahrens", "Jan Behr", "Kai Cordes")
    rows = [
        Seat(organization=made.main_committee, name=name, faction=faction, valid_from=SINCE)
        for name in names
    ]
    adviser = Seat(
        organization=made.main_committee, name="Dr. Rat", function="adviser", valid_from=SINCE
    )
    return Seat.objects.bulk_create([*rows, adviser])


@pytest.fixture
def sitting(made):
    return planned(made.main_committee)


def seen(meeting) -> int:
    return Meeting.objects.get(pk=meeting.pk).version


def attend(clerk, sitting, seats, kind: str = "present") -> None:
    attendance.note_attendance(
        actor=clerk,
        meeting=sitting.pk,
        seen=seen(sitting),
        present={seat.pk: kind for seat in seats},
    )


def exclude(clerk, sitting, item, seat) -> Meeting:
    return attendance.exclude(
        actor=clerk, meeting=sitting.pk, seen=seen(sitting), item=item, seat=seat, ground="§ 41"
    )


def refused(call, *args, **kwargs) -> list[str]:
    with pytest.raises(StepRefused) as refusal:
        call(*args, **kwargs)
    return [reason.sentence for reason in refusal.value.reasons]


def test_attendance_is_written_for_seats_of_the_body_and_can_be_mended(
    made, clerk, sitting, seats
) -> None:
    foreign = Seat.objects.create(organization=made.council, name="Fremd", valid_from=SINCE)

    attend(clerk, sitting, [*seats[:2], foreign])
    attend(clerk, sitting, [seats[1]], "excused")
    attend(clerk, sitting, [seats[2]], "unsinn")

    assert {str(row) for row in sitting.attendances.all()} == {
        "Ilse Ahrens (GRÜN): anwesend",
        "Jan Behr (GRÜN): entschuldigt",
    }
    assert str(seats[3]) == "Dr. Rat"


def test_votes_are_those_of_present_members_who_may_take_part(made, clerk, sitting, seats) -> None:
    item = own(made, sitting, "Antrag")
    assert asked.voters(item) is None
    attend(clerk, sitting, seats)
    exclude(clerk, sitting, item, seats[0])

    assert asked.voters(item) == 2
    counted = {"outcome": "approved", "manner": "counted", "votes_for": 2, "votes_against": 1}
    assert refused(record, made, item, **counted) == [
        "Es sind mehr Stimmen (3) als Stimmberechtigte anwesend waren (2)."
    ]
    record(made, item, **counted | {"votes_against": 0})


def test_at_a_joint_sitting_each_body_counts_its_own_members(made, clerk, sitting, seats) -> None:
    sitting.joint_with.add(made.committee)
    other = Seat.objects.create(organization=made.committee, name="Lea Ditz", valid_from=SINCE)
    attend(clerk, sitting, [*seats, other])
    [item] = taken_up(made, sitting, *waiting(made, made.main_committee))

    assert asked.voters(fresh(item)) == 3


def test_an_exclusion_is_noted_once_with_its_ground(made, clerk, sitting, seats) -> None:
    item = own(made, sitting, "Antrag")

    exclude(clerk, sitting, item, seats[0])
    exclude(clerk, sitting, item, seats[0])

    assert str(Exclusion.objects.get()) == "Ilse Ahrens (GRÜN): § 41"
    line = sitting.log.get(what=MeetingEntry.What.EXCLUDED)
    assert (line.about, line.reason) == ("TOP 1 Antrag: Ilse Ahrens (GRÜN)", "§ 41")


def test_after_the_publication_nobody_is_excluded_any_more(made, clerk, sitting, seats) -> None:
    item = own(made, sitting, "Antrag")
    record(made, item, outcome="approved")
    publish(made, sitting)

    assert refused(exclude, clerk, sitting, fresh(item), seats[0]) == [
        "Das Ergebnis dieses Punktes ist schon veröffentlicht."
    ]


def test_an_item_of_another_sitting_is_hidden(made, clerk, sitting, seats) -> None:
    elsewhere = own(made, planned(made.main_committee), "Antrag")

    with pytest.raises(Hidden):
        exclude(clerk, sitting, elsewhere, seats[0])


# ---- circulation --------------------------------------------------------------------------------


def stop(clerk, meeting, seat) -> Meeting:
    return attendance.stop_circulation(
        actor=clerk, meeting=meeting.pk, seen=seen(meeting), seat=seat, reason="Bitte beraten."
    )


def test_one_member_stops_a_circulation_and_everything_waits_for_a_sitting(
    made, clerk, seats
) -> None:
    paper = planned(made.main_committee, form="circulation")
    [walk] = waiting(made, made.main_committee)
    taken_up(made, paper, walk)

    ended = stop(clerk, paper, seats[0])

    assert (ended.state, ended.cancelled_because) == (
        "cancelled",
        "Widerspruch von Ilse Ahrens (GRÜN) (§ 78 Abs. 3 NKomVG)",
    )
    assert station_of(walk, made.main_committee).meeting is None
    assert walk.fresh.status == "consulting"
    assert refused(stop, clerk, paper, seats[0]) == ["Dieses Umlaufverfahren ist schon beendet."]


def test_a_sitting_is_not_stopped_by_a_member(clerk, sitting, seats) -> None:
    assert refused(stop, clerk, sitting, seats[0]) == [
        "Nur ein Umlaufverfahren endet durch den Widerspruch eines Mitglieds."
    ]


def test_without_objection_a_circulation_decides(made, clerk, seats) -> None:
    paper = planned(made.main_committee, form="circulation", day=localdate())
    [walk] = waiting(made, made.main_committee)
    [item] = taken_up(made, paper, walk)

    record(made, item, outcome="approved")
    publish(made, paper)

    assert walk.fresh.status == "funded"
    assert Attendance.objects.count() == 0

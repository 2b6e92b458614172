"""The door of a sitting: hidden, forbidden, stale; and the log that nobody can change."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from core.models import Meeting, MeetingEntry
from tests.factories import city
from workflow.meetings import door
from workflow.refusals import Forbidden, Hidden

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 3)


@pytest.fixture
def made():
    return city()


@pytest.fixture
def sitting(made):
    return Meeting.objects.create(organization=made.committee, day=DAY)


def test_the_secretariat_finds_its_sitting(made, sitting) -> None:
    assert door.locked(sitting.pk, actor=made.of(made.committee), seen=0) == sitting


def test_the_secretariat_of_a_joint_sitting_may_run_it(made, sitting) -> None:
    sitting.joint_with.add(made.second_committee)

    assert door.locked(sitting.pk, actor=made.of(made.second_committee), seen=0) == sitting


def test_another_body_is_refused_with_the_holders(made, sitting) -> None:
    with pytest.raises(Forbidden, match="Sitzungsdienst: Internationaler Ausschuss"):
        door.locked(sitting.pk, actor=made.of(made.council))


def test_a_sitting_that_is_not_there_is_hidden(made) -> None:
    with pytest.raises(Hidden):
        door.locked(999, actor=made.of(made.committee))


def test_an_old_page_is_told_who_did_what(made, sitting) -> None:
    actor = made.of(made.committee)
    door.note(sitting, actor=actor, what=MeetingEntry.What.ORDERED, about="TOP 3")

    with pytest.raises(door.StaleMeeting) as stale:
        door.locked(sitting.pk, actor=made.of(made.committee, 1), seen=0)

    [sentence] = stale.value.sentences
    assert sentence.startswith(f"{actor} hat am ")
    assert sentence.endswith("Tagesordnung geordnet: TOP 3.")


def test_a_sitting_nobody_touched_since_is_simply_stale(sitting) -> None:
    assert door.StaleMeeting([]).sentences == [
        "Diese Aufgabe ist schon erledigt. Bitte die Seite neu laden."
    ]


def test_the_log_refuses_change_and_deletion(made, sitting) -> None:
    line = door.note(sitting, actor=None, what=MeetingEntry.What.PLANNED)

    assert str(door.said(line)).startswith("Das System hat am ")
    with pytest.raises(DatabaseError), transaction.atomic():
        MeetingEntry.objects.filter(pk=line.pk).update(about="nie gewesen")
    with pytest.raises(DatabaseError), transaction.atomic():
        line.delete()
    assert MeetingEntry.objects.get() == line

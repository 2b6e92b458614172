"""Invitation and draft minutes, from the same rows of the agenda."""

from __future__ import annotations

import datetime as dt

import pytest

from core.models import Attendance, Exclusion, Seat
from publication import agendas
from tests.factories import SINCE, City, city
from tests.sitting import fresh, own, planned, record, taken_up, waiting

from .pdf import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def sitting(hall: City):
    return planned(
        hall.main_committee, number=7, begins=dt.time(16), room="Hodlersaal", form="special"
    )


def test_an_invitation_names_what_the_reader_may_know(hall: City, sitting) -> None:
    [walk] = waiting(hall, hall.main_committee)
    [item] = taken_up(hall, sitting, walk)
    secret = own(hall, sitting, "Personalsache", part="closed")
    own(hall, sitting, "Eröffnung", "standing")

    found = agendas.agenda(sitting, seen={item.pk})

    assert found["facts"] == [
        "7. Sitzung (Sondersitzung)",
        f"am {sitting.day:%d.%m.%Y}, 16:00 Uhr",
        "Hodlersaal",
    ]
    public, closed = found["parts"]
    assert [(row["number"], row["title"]) for row in public["rows"]] == [
        ("1", "Maßnahme 1"),
        ("2", agendas.HIDDEN),
    ]
    assert public["rows"][0]["lines"] == [
        f"Drucksache Nr. {walk.fresh.paper.reference}, Entscheidung"
    ]
    assert [row["title"] for row in closed["rows"]] == [agendas.HIDDEN]
    said = words_of(agendas.agenda_pdf(sitting, seen={item.pk}))
    assert secret.title not in said
    assert "Maßnahme 1" in said


def test_what_came_late_is_marked(hall: City, sitting) -> None:
    own(hall, sitting, "Eröffnung", "standing")
    sitting.invited_at = sitting.day
    late, opening = own(hall, sitting, "Spät"), own(hall, sitting, "Auch spät", "standing")
    for row, entry in ((late, "late"), (opening, "addendum")):
        row.entry = entry
        row.save(update_fields=["entry"])

    rows = agendas.minutes(sitting)["parts"][0]["rows"]

    assert [row["lines"] for row in rows] == [[], ["Antrag – Tischvorlage"], ["Nachtrag"]]


def test_draft_minutes_tell_attendance_results_and_who_was_excluded(hall: City, sitting) -> None:
    sitting.joint_with.add(hall.council)
    motion = own(hall, sitting, "Antrag")
    seat = Seat.objects.create(
        organization=hall.main_committee, name="Ilse Ahrens", valid_from=SINCE
    )
    Exclusion.objects.create(item=motion, seat=seat, ground="§ 41 NKomVG")
    record(
        hall,
        motion,
        outcome="approved_with_changes",
        verbatim="Bei 6 Enthaltungen beschlossen",
        change_text="Ab 2028.",
        manner="majority",
        abstentions=6,
    )
    Attendance.objects.create(meeting=sitting, seat=seat, kind="present")

    found = agendas.minutes(sitting)

    [row] = found["parts"][0]["rows"]
    assert row["result"] == [
        "Mit Änderungen beschlossen (mehrheitlich, 6 Enthaltungen).",
        "„Bei 6 Enthaltungen beschlossen“",
        "Änderung: Ab 2028.",
        "Nicht mitgewirkt: Ilse Ahrens (§ 41 NKomVG)",
    ]
    assert found["sections"] == [{"title": "Anwesenheit", "lines": ["Anwesend: Ilse Ahrens"]}]
    assert found["title"].startswith("Niederschrift (Entwurf): Verwaltungsausschuss und Rats")
    said = words_of(agendas.minutes_pdf(sitting))
    assert "Entwurf: gilt erst mit der Genehmigung der Niederschrift." in said
    assert fresh(motion).result.verbatim in said


def test_a_sitting_without_number_time_and_room(hall: City) -> None:
    sitting = planned(hall.council)

    assert agendas.facts(sitting) == ["Sitzung", f"am {sitting.day:%d.%m.%Y}"]
    assert agendas.attendance(sitting) == ["Noch nicht erfasst."]
    assert agendas.agenda(sitting, seen=set())["parts"] == []

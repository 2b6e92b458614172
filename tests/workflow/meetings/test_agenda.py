"""Agendas: nothing that waits is missing, numbers, order, invitation, addenda, closing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.timezone import localdate

from core import agenda as asked
from core.models import AgendaItem, Consultation, Meeting, Paper, StandingItem
from tests.factories import SINCE, Walk, city
from tests.sitting import (
    fresh,
    on_its_way,
    own,
    planned,
    publish,
    record,
    station_of,
    taken_up,
    waiting,
)
from workflow.meetings import agenda
from workflow.refusals import Hidden, StepRefused

pytestmark = pytest.mark.django_db
NEXT_WEEK = localdate() + dt.timedelta(days=7)


@pytest.fixture
def made():
    return city()


@pytest.fixture
def clerk(made):
    return made.of(made.main_committee)


@pytest.fixture
def sitting(made):
    return planned(made.main_committee, day=NEXT_WEEK)


def seen(meeting: Meeting) -> int:
    return Meeting.objects.get(pk=meeting.pk).version


def do(call, clerk, meeting, **data):
    return call(actor=clerk, meeting=meeting.pk, seen=seen(meeting), **data)


def refused(call, *args, **kwargs) -> list[str]:
    with pytest.raises(StepRefused) as refusal:
        call(*args, **kwargs)
    return [reason.sentence for reason in refusal.value.reasons]


def numbers(meeting: Meeting) -> list[tuple[str, str]]:
    return [(item.number, item.title) for item in agenda.items(meeting)]


# ---- completeness -------------------------------------------------------------------------------


def test_everything_that_waits_is_somewhere(made, sitting) -> None:
    """The proof: each open station of the body exactly once, with where it is or why not."""
    on_it, planned_only, undated, adjourned, wished = waiting(made, made.main_committee, 5)
    later = on_its_way(made, (made.committee, "advice", 1), (made.main_committee, "decision", 2))
    taken_up(made, sitting, on_it)
    station = station_of(planned_only, made.main_committee)
    planned_only.take("schedule", made.main_committee, station=station, meeting=sitting)
    Consultation.objects.filter(measure=adjourned.measure).update(due_on=dt.date(2026, 12, 3))
    Consultation.objects.filter(measure=wished.measure).update(meeting_on=dt.date(2026, 12, 4))
    settled = waiting(made, made.main_committee)[0]
    settled.result(made.main_committee, "rejected")

    found = asked.whereabouts([made.main_committee])

    opened = Consultation.objects.filter(organization=made.main_committee, closed_at=None)
    assert sorted(each.station.pk for each in found) == sorted(opened.values_list("pk", flat=True))
    assert {each.station.measure_id: each.sentence for each in found} == {
        on_it.measure.pk: f"TOP 1 der Sitzung am {NEXT_WEEK:%d.%m.%Y}",
        planned_only.measure.pk: (
            f"für die Sitzung am {NEXT_WEEK:%d.%m.%Y} vorgesehen, noch nicht auf der Tagesordnung"
        ),
        undated.measure.pk: "noch ohne Termin (zukünftig)",
        adjourned.measure.pk: "wieder fällig am 03.12.2026",
        wished.measure.pk: "gewünscht für den 04.12.2026, noch keiner Sitzung zugeordnet",
        later.measure.pk: "wartet auf: Internationaler Ausschuss",
    }
    assert [each.station.measure_id for each in found if each.is_overdue] == [adjourned.measure.pk]


def test_the_proof_takes_four_statements(made, sitting, django_assert_num_queries) -> None:
    taken_up(made, sitting, *waiting(made, made.main_committee, 3))

    with django_assert_num_queries(3):
        asked.whereabouts([made.main_committee])


def test_what_fits_is_proposed_first(made, sitting) -> None:
    undated, far, near = waiting(made, made.main_committee, 3)
    on_it = waiting(made, made.main_committee)[0]
    taken_up(made, sitting, on_it)
    for walk, days in ((far, 30), (near, 3)):
        day = localdate() + dt.timedelta(days=days)
        Consultation.objects.filter(measure=walk.measure).update(due_on=day)
    other = planned(made.main_committee, day=NEXT_WEEK + dt.timedelta(days=7))
    elsewhere = waiting(made, made.main_committee)[0]
    elsewhere.take(
        "schedule",
        made.main_committee,
        station=station_of(elsewhere, made.main_committee),
        meeting=other,
    )

    found = agenda.proposals(sitting)

    assert [(each.station.measure_id, asked.fits(each, sitting)) for each in found] == [
        (undated.measure.pk, True),
        (near.measure.pk, True),
        (far.measure.pk, False),
        (elsewhere.measure.pk, False),
    ]


# ---- making an agenda ---------------------------------------------------------------------------


def test_an_agenda_begins_and_ends_with_the_standing_items(made, clerk, sitting) -> None:
    common = {"valid_from": SINCE}
    StandingItem.objects.create(title="Eröffnung", **common)
    StandingItem.objects.create(title="Verschiedenes", place="closing", **common)
    StandingItem.objects.create(title="Für andere", organization=made.council, **common)

    do(agenda.set_up, clerk, sitting)
    own(made, sitting, "Antrag")
    do(agenda.set_up, clerk, sitting)

    assert numbers(sitting) == [("1", "Eröffnung"), ("2", "Antrag"), ("3", "Verschiedenes")]


def test_a_body_with_standing_items_of_its_own_uses_those(made, clerk) -> None:
    StandingItem.objects.create(title="Für alle", valid_from=SINCE)
    StandingItem.objects.create(
        title="Nur hier", organization=made.main_committee, valid_from=SINCE
    )
    sitting = planned(made.main_committee, public=False)

    do(agenda.set_up, clerk, sitting)

    [item] = agenda.items(sitting)
    assert (str(item), item.part) == ("TOP 1 Nur hier", "closed")


def test_a_station_taken_up_is_journalled_and_its_lead_is_told(made, clerk, sitting) -> None:
    [walk] = waiting(made, made.main_committee)

    [item] = taken_up(made, sitting, walk)

    assert (item.number, item.kind, item.part, item.entry) == ("1", "paper", "public", "regular")
    entry = walk.measure.journal.last()
    assert (entry.action, entry.outbox.audiences) == ("schedule", ["lead"])
    station = station_of(walk, made.main_committee)
    assert (station.meeting, station.meeting_on) == (sitting, NEXT_WEEK)


@pytest.mark.parametrize(("field", "value"), [("measure", False), ("paper", False)])
def test_what_is_not_public_stands_in_the_closed_part(made, sitting, field, value) -> None:
    walk = Walk(made, public=field != "measure").ready()
    walk.released((made.main_committee, "decision", 1))
    Paper.objects.filter(measure=walk.measure).update(public=field != "paper")

    [item] = taken_up(made, sitting, walk)

    assert item.part == "closed"
    assert own(made, planned(made.main_committee, public=False), "Antrag").part == "closed"


def test_a_station_of_another_body_is_not_taken_up(made, clerk, sitting) -> None:
    walk = waiting(made, made.main_committee)[0]
    foreign = planned(made.main_committee)
    Consultation.objects.filter(measure=walk.measure).update(organization=made.committee)
    station = walk.measure.consultations.get()

    with pytest.raises(Exception, match="Diesen Schritt führt aus"):
        agenda.take_up(actor=clerk, meeting=foreign.pk, station=station.pk)
    with pytest.raises(Hidden):
        agenda.take_up(actor=clerk, meeting=foreign.pk, station=0)


def test_amendments_count_below_the_item_they_change(made, sitting) -> None:
    """TOP 14.1 changes TOP 14."""
    first = own(made, sitting, "Vorlage")
    second = own(made, sitting, "Andere")
    own(made, sitting, "Änderung A", "amendment", parent=first)
    own(made, sitting, "Änderung B", "amendment", parent=first)
    own(made, sitting, "Änderung C", "amendment", parent=second, part="closed")

    assert numbers(sitting) == [
        ("1", "Vorlage"),
        ("1.1", "Änderung A"),
        ("1.2", "Änderung B"),
        ("2", "Andere"),
        ("2.1", "Änderung C"),
    ]


def test_bodies_that_sit_together_share_the_number_of_a_paper(made, clerk) -> None:
    walk = on_its_way(
        made,
        (made.committee, "advice", 1),
        (made.second_committee, "advice", 1),
        (made.main_committee, "decision", 2),
    )
    joint = planned(made.committee)
    joint.joint_with.add(made.second_committee)
    own(made, joint, "Eröffnung", "standing")
    for body in (made.committee, made.second_committee):
        station = walk.measure.consultations.get(organization=body)
        agenda.take_up(actor=made.of(body), meeting=joint.pk, station=station.pk)
    own(made, joint, "Danach")

    assert [number for number, _title in numbers(joint)] == ["1", "2", "2", "3"]


def test_items_are_put_in_order_and_renumbered(made, clerk, sitting) -> None:
    rows = [own(made, sitting, title) for title in ("A", "B", "C")]

    do(agenda.order_items, clerk, sitting, positions={rows[2].pk: 0, rows[0].pk: 9})

    assert numbers(sitting) == [("1", "C"), ("2", "B"), ("3", "A")]


def test_an_item_is_taken_off_before_the_invitation(made, clerk, sitting) -> None:
    [walk] = waiting(made, made.main_committee)
    [item] = taken_up(made, sitting, walk)
    motion = own(made, sitting, "Antrag")

    do(agenda.remove_item, clerk, sitting, item=item.pk)

    assert numbers(sitting) == [("1", "Antrag")]
    assert station_of(walk, made.main_committee).meeting is None
    do(agenda.remove_item, clerk, sitting, item=motion.pk)
    with pytest.raises(Hidden):
        do(agenda.remove_item, clerk, sitting, item=motion.pk)


def test_an_item_with_amendments_is_not_taken_off(made, clerk, sitting) -> None:
    item = own(made, sitting, "Vorlage")
    own(made, sitting, "Änderung", "amendment", parent=item)

    assert refused(do, agenda.remove_item, clerk, sitting, item=item.pk) == [
        "Zu diesem Punkt gibt es Änderungsanträge: Bitte zuerst diese entfernen."
    ]


def test_what_moves_to_another_sitting_leaves_an_open_agenda(made, clerk, sitting) -> None:
    [walk] = waiting(made, made.main_committee)
    taken_up(made, sitting, walk)
    later = planned(made.main_committee, day=NEXT_WEEK + dt.timedelta(days=7))

    taken_up(made, later, walk)
    own(made, sitting, "Antrag")

    assert numbers(sitting) == [("1", "Antrag")]
    assert numbers(later) == [("1", "Maßnahme 1")]


# ---- invitation and addenda ---------------------------------------------------------------------


def test_with_the_invitation_numbers_stay_and_late_items_count_by_letters(
    made, clerk, sitting
) -> None:
    rows = [own(made, sitting, title) for title in ("A", "B")]
    secret = own(made, sitting, "Geheim", part="closed")

    invited = do(agenda.invite, clerk, sitting)

    assert (invited.state, invited.is_frozen) == ("invited", True)
    late = own(made, sitting, "Spät")
    own(made, sitting, "Noch später")
    own(made, sitting, "Änderung", "amendment", parent=rows[0])
    assert numbers(sitting) == [
        ("1", "A"),
        ("1.1", "Änderung"),
        ("2", "B"),
        ("2a", "Spät"),
        ("2b", "Noch später"),
        ("3", "Geheim"),
    ]
    assert late.entry == "addendum"
    assert refused(do, agenda.order_items, clerk, sitting, positions={secret.pk: 0}) == [
        "Die Tagesordnung ist versandt: Ihre Reihenfolge steht fest."
    ]
    assert refused(do, agenda.remove_item, clerk, sitting, item=late.pk) == [
        (
            "Die Tagesordnung ist versandt: Bitte in der Sitzung „von der Tagesordnung "
            "abgesetzt“ erfassen."
        )
    ]
    assert refused(do, agenda.invite, clerk, sitting) == ["Die Einladung ist schon versandt."]


def test_an_empty_agenda_invites_nobody(made, clerk, sitting) -> None:
    assert refused(do, agenda.invite, clerk, sitting) == [
        "Die Tagesordnung ist leer: Bitte zuerst Punkte aufnehmen."
    ]


def test_what_comes_on_the_day_is_tabled(made, clerk) -> None:
    sitting = planned(made.main_committee)
    own(made, sitting, "A")
    do(agenda.invite, clerk, sitting)

    assert own(made, sitting, "B").entry == "late"


def test_more_late_items_than_letters_still_have_numbers() -> None:
    rows = [AgendaItem(pk=1, number="7", kind="motion")]
    rows += [AgendaItem(pk=pk, kind="motion") for pk in range(2, 30)]

    asked.numbered(rows, frozen=True)

    assert [row.number for row in rows[25:]] == ["7y", "7z", "7za", "7zb"]


def test_a_reprint_while_the_original_is_on_an_agenda_takes_its_place(made, clerk, sitting) -> None:
    """N1 while the original stands on an agenda: the item now treats the new version."""
    [walk] = waiting(made, made.main_committee)
    [item] = taken_up(made, sitting, walk)
    do(agenda.invite, clerk, sitting)

    walk.take("replace", made.office, 1, reason="Neue Summe.", motion="Neu.")

    row = fresh(item)
    assert row.is_open
    assert row.station.paper.reference.endswith(" N1")


# ---- closing ------------------------------------------------------------------------------------


def test_a_sitting_is_not_closed_with_open_items(made, clerk) -> None:
    sitting = planned(made.main_committee)
    [walk] = waiting(made, made.main_committee)
    [item] = taken_up(made, sitting, walk)
    motion = own(made, sitting, "Antrag")
    own(made, sitting, "Verschiedenes", "standing")
    own(made, sitting, "Bericht", "announcement")

    assert refused(do, agenda.close, clerk, sitting) == [
        "TOP 1 Maßnahme 1: Das Ergebnis ist noch nicht veröffentlicht.",
        "TOP 2 Antrag: Das Ergebnis ist noch nicht veröffentlicht.",
    ]
    record(made, item, outcome="approved")
    record(made, motion, outcome="rejected")
    publish(made, sitting)

    closed = do(agenda.close, clerk, sitting)

    assert (closed.state, closed.closed_at is not None) == ("closed", True)
    assert refused(do, agenda.close, clerk, sitting) == [
        "Diese Sitzung ist schon abgeschlossen oder abgesagt."
    ]
    assert refused(own, made, sitting, "Nachgereicht") == [
        "Diese Sitzung ist abgeschlossen oder abgesagt: Ihre Tagesordnung bleibt."
    ]


def test_a_sitting_that_lies_ahead_is_not_closed(made, clerk, sitting) -> None:
    own(made, sitting, "Eröffnung", "standing")

    assert refused(do, agenda.close, clerk, sitting) == [
        "Die Sitzung hat noch nicht stattgefunden."
    ]


def test_a_withdrawn_paper_no_longer_keeps_the_sitting_open(made, clerk) -> None:
    sitting = planned(made.main_committee)
    [walk] = waiting(made, made.main_committee)
    taken_up(made, sitting, walk)
    walk.take("withdraw_from_bodies", made.office, reason="Erledigt.")

    assert do(agenda.close, clerk, sitting).state == "closed"


def test_a_station_planned_for_the_sitting_is_taken_up_as_it_is(made, clerk, sitting) -> None:
    [walk] = waiting(made, made.main_committee)
    agenda.reschedule(clerk, station_of(walk, made.main_committee), sitting)
    before = walk.fresh.version

    [item] = taken_up(made, sitting, walk)

    assert item.station.meeting_id == sitting.pk
    assert walk.fresh.version == before


def test_a_station_without_a_measure_is_not_moved(made, clerk) -> None:
    paper = Paper.objects.create(kind="information", reference="0001/2020", title="Bericht")
    station = paper.consultations.create(organization=made.main_committee, role="information")

    with pytest.raises(Hidden):
        agenda.send_back(clerk, station)

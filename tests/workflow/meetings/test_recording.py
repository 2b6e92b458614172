"""The results of a sitting: drafts row by row, published together, each in its own transaction."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.timezone import localdate

from core.models import Consultation, MeetingEntry, Outbox
from tests.factories import city, snapshot
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
from workflow.meetings import recording
from workflow.meetings.recording import StaleRow
from workflow.refusals import Forbidden, Hidden, StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return city()


@pytest.fixture
def sitting(made):
    return planned(made.main_committee)


@pytest.fixture
def walk(made):
    return waiting(made, made.main_committee)[0]


@pytest.fixture
def item(made, sitting, walk):
    return taken_up(made, sitting, walk)[0]


def refused(made, item, **parts) -> list[str]:
    with pytest.raises(StepRefused) as refusal:
        record(made, item, **parts)
    return [reason.sentence for reason in refusal.value.reasons]


def test_a_draft_is_kept_and_nobody_is_told(made, sitting, walk, item) -> None:
    letters = Outbox.objects.count()

    row = record(made, item, outcome="approved", verbatim="Einstimmig")

    station = row.station
    assert (station.outcome, station.manner, station.object, station.verbatim) == (
        "approved",
        "unanimous",
        "execution",
        "Einstimmig",
    )
    assert (station.published_at, walk.fresh.status) == (None, "consulting")
    assert Outbox.objects.count() == letters
    sitting.refresh_from_db()
    assert sitting.state == "held"


def test_a_row_saved_by_another_is_stale_and_says_who(made, item) -> None:
    seen = recording.token(fresh(item))
    record(made, item, 1, outcome="rejected")
    before = Consultation.objects.values().get(pk=item.station_id)

    with pytest.raises(StaleRow) as stale:
        recording.record_row(
            actor=made.of(made.main_committee),
            item=item.pk,
            seen=seen,
            data={"outcome": "approved"},
        )

    [sentence] = stale.value.sentences
    assert sentence.startswith(f"{made.of(made.main_committee, 1)} hat TOP 1 um ")
    assert sentence.endswith("Uhr erfasst: abgelehnt.")
    assert Consultation.objects.values().get(pk=item.station_id) == before


def test_a_draft_from_the_page_of_the_measure_makes_the_row_stale(made, walk, item) -> None:
    """The same station can be recorded elsewhere: the grid notices."""
    seen = recording.token(fresh(item))
    walk.do("record", "record", made.main_committee, outcome="approved", scope="matter")

    with pytest.raises(StaleRow):
        recording.record_row(
            actor=made.of(made.main_committee), item=item.pk, seen=seen, data={"outcome": "noted"}
        )


def test_a_tie_is_no_approval(made, item) -> None:
    assert refused(
        made, item, outcome="approved", manner="counted", votes_for=5, votes_against=5
    ) == ["Bei Stimmengleichheit ist der Antrag abgelehnt."]
    record(made, item, outcome="rejected", manner="counted", votes_for=5, votes_against=5)
    assert fresh(item).result.outcome == "rejected"


def test_a_body_that_only_advises_approves_nothing(made) -> None:
    walk = on_its_way(made, (made.committee, "advice", 1), (made.main_committee, "decision", 2))
    [item] = taken_up(made, planned(made.committee), walk)

    [sentence] = refused(made, item, outcome="approved")

    assert sentence == (
        "In der Rolle „Vorberatung“ ist dieses Ergebnis nicht möglich. "
        "Möglich ist zum Beispiel: empfohlen."
    )


def test_what_is_missing_may_come_later(made, item) -> None:
    row = record(made, item, outcome="approved_with_changes")

    assert recording.faults(row) == ["Bitte die beschlossene Änderung angeben."]
    assert [(a.done, list(a.sentences)) for a in publish(made, row.meeting)] == [
        (False, ["Bitte die beschlossene Änderung angeben."])
    ]


def test_before_the_day_there_is_no_result(made) -> None:
    tomorrow = localdate() + dt.timedelta(days=1)
    sitting = planned(made.main_committee, day=tomorrow)
    walk = waiting(made, made.main_committee)[0]
    [item] = taken_up(made, sitting, walk)

    assert refused(made, item, outcome="approved") == [
        f"Die Sitzung ist erst am {tomorrow:%d.%m.%Y}: Vorher gibt es kein Ergebnis."
    ]


def test_a_published_result_is_only_corrected(made, sitting, item) -> None:
    record(made, item, outcome="approved")
    publish(made, sitting)

    assert refused(made, item, outcome="rejected") == [
        "Dieses Ergebnis ist veröffentlicht: Ändern kann es nur noch eine Berichtigung."
    ]


def test_a_cancelled_sitting_records_nothing(made, sitting, item) -> None:
    sitting.state = "cancelled"
    sitting.save(update_fields=["state"])

    assert refused(made, item, outcome="approved") == [
        "Diese Sitzung ist abgeschlossen oder abgesagt."
    ]


def test_an_item_moved_elsewhere_is_not_recorded_here(made, walk, item) -> None:
    later = planned(made.main_committee, day=localdate() + dt.timedelta(days=7))
    walk.take("schedule", made.main_committee, station=item.station, meeting=later)

    assert refused(made, item, outcome="approved") == [
        "Dieser Punkt steht hier nicht mehr zur Beratung."
    ]


def test_who_does_not_serve_the_body_records_nothing(made, walk, item) -> None:
    before = snapshot(walk.measure)
    token = recording.token(fresh(item))

    with pytest.raises(Forbidden):
        recording.record_row(
            actor=made.of(made.council), item=item.pk, seen=token, data={"outcome": "approved"}
        )

    assert snapshot(walk.measure) == before


def test_an_item_that_is_not_there_is_hidden(made) -> None:
    with pytest.raises(Hidden):
        recording.record_row(actor=made.of(made.council), item=99, seen="", data={})


def test_items_without_a_station_keep_their_own_result(made, sitting) -> None:
    motion = own(made, sitting, "Antrag zur Tagesordnung")

    record(made, motion, outcome="rejected", manner="counted", votes_for=3, votes_against=8)
    [answer] = publish(made, sitting)

    row = fresh(motion)
    assert answer.done
    assert (row.outcome, row.votes_against, row.published_at is not None) == ("rejected", 8, True)
    line = sitting.log.get(what=MeetingEntry.What.PUBLISHED)
    assert line.about == "TOP 1 Antrag zur Tagesordnung"


def test_an_inquiry_is_answered_and_not_decided(made, sitting) -> None:
    inquiry = own(made, sitting, "Anfrage zu Radwegen", "inquiry")

    assert refused(made, inquiry, outcome="approved") == [
        (
            "In der Rolle „Kenntnisnahme“ ist dieses Ergebnis nicht möglich. "
            "Möglich ist zum Beispiel: zur Kenntnis genommen."
        )
    ]
    record(made, inquiry, outcome="answered", manner="none")


def test_a_second_click_publishes_nothing_twice(made, sitting) -> None:
    motion = own(made, sitting, "Antrag")
    record(made, motion, outcome="approved")
    publish(made, sitting)

    recording.publish_own(actor=made.of(made.main_committee), item=motion.pk)

    assert sitting.log.filter(what=MeetingEntry.What.PUBLISHED).count() == 1
    assert publish(made, sitting) == []


def test_all_as_proposed_fills_only_what_is_empty(made, sitting, item) -> None:
    motion, inquiry = own(made, sitting, "Antrag"), own(made, sitting, "Anfrage", "inquiry")
    record(made, motion, outcome="rejected")

    answers = recording.record_all_as_proposed(
        actor=made.of(made.main_committee), meeting=sitting.pk
    )

    assert [answer.item for answer in answers] == [item, inquiry]
    assert [fresh(each).result.outcome for each in (item, motion, inquiry)] == [
        "approved",
        "rejected",
        "noted",
    ]
    assert all(answer.done for answer in answers)


def test_all_as_proposed_says_what_could_not_be_done(made, sitting) -> None:
    """The council may not vote before the main committee has: the row says so."""
    walk = on_its_way(made, (made.main_committee, "advice", 1), (made.council, "decision", 2))
    assembly = planned(made.council)
    taken_up(made, assembly, walk)

    [answer] = recording.record_all_as_proposed(actor=made.of(made.council), meeting=assembly.pk)

    assert list(answer.sentences) == [
        "Diese Station ist noch nicht an der Reihe: Ein anderes Gremium ist vorher dran."
    ]


def test_publishing_tells_the_measure_and_goes_on_after_a_fault(made, sitting) -> None:
    first, second, third = waiting(made, made.main_committee, 3)
    items = taken_up(made, sitting, first, second, third)
    record(made, items[0], outcome="approved")
    record(made, items[1], outcome="referred")
    record(made, items[2], outcome="rejected")

    answers = publish(made, sitting)

    assert [(answer.place, answer.done) for answer in answers] == [(1, True), (2, False), (3, True)]
    assert list(answers[1].sentences) == ["Bitte angeben, an welches Gremium verwiesen wurde."]
    assert [walk.fresh.status for walk in (first, second, third)] == [
        "funded",
        "consulting",
        "rejected",
    ]


def test_what_the_law_refuses_is_said_for_its_item(made, sitting) -> None:
    """Its draft is sound, but meanwhile the measure has been called back from the bodies."""
    [walk] = waiting(made, made.main_committee)
    [item] = taken_up(made, sitting, walk)
    record(made, item, outcome="approved")
    stale = fresh(item)
    walk.take("withdraw_from_bodies", made.office, reason="Das Vorhaben ist überholt.")

    answer = recording._published(made.of(made.main_committee), stale)

    assert not answer.done
    assert answer.sentences
    assert walk.fresh.status == "withdrawn"


def test_publishing_in_steps_begins_where_the_last_step_ended(made, sitting) -> None:
    motions = [own(made, sitting, f"Antrag {number}") for number in range(1, 4)]
    for motion in motions:
        record(made, motion, outcome="approved")
    actor = made.of(made.main_committee)

    first = list(recording.publish_recorded(actor=actor, meeting=sitting.pk, most=2))
    rest = list(recording.publish_recorded(actor=actor, meeting=sitting.pk, after=2, most=2))

    assert [each.item for each in (*first, *rest)] == motions


def test_an_adjournment_opens_a_continuation_that_waits_again(made, sitting, walk, item) -> None:
    day = localdate() + dt.timedelta(days=21)
    record(made, item, outcome="adjourned", manner="none", adjourned_to=day)
    publish(made, sitting)

    again = station_of(walk, made.main_committee)
    assert (again.continues, again.due_on, again.meeting) == (item.station, day, None)
    assert fresh(item).result.outcome == "adjourned"


def test_publishing_a_sitting_that_is_not_there_is_hidden(made) -> None:
    with pytest.raises(Hidden):
        list(recording.publish_recorded(actor=made.of(made.council), meeting=99))


def test_a_refusal_of_any_kind_becomes_sentences() -> None:
    assert recording.sentences_of(Hidden()) == ["Diese Maßnahme gibt es nicht."]

"""The Atom feed of a body: public sittings, agendas once sent, results on public items."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils.timezone import localdate

from core.models import Meeting
from publication.feeds.writing import EPOCH
from tests.factories import City, city
from tests.life import counted
from tests.sitting import own, planned, publish, record, taken_up, waiting
from workflow.meetings import agenda, calendar

from .atom import PROVISIONAL, Feed, at, feed, held, said

pytestmark = pytest.mark.django_db
TODAY = localdate()
DAY = f"{TODAY:%d.%m.%Y}"


@pytest.fixture
def hall() -> City:
    return city()


def version(meeting: Meeting) -> int:
    return Meeting.objects.get(pk=meeting.pk).version


def test_sittings_agendas_and_results_of_a_body(hall: City) -> None:
    [walk] = waiting(hall, hall.main_committee)
    clerk, body = hall.of(hall.main_committee), hall.main_committee
    data = {"organization": body, "day": TODAY, "begins": dt.time(15), "room": "Ratssaal"}
    meeting = calendar.plan_meeting(actor=clerk, data=data)
    [item] = taken_up(hall, meeting, walk)
    motion = own(hall, meeting, "Mehr Bänke")
    assert feed(at(hall.main_committee)).titles == [f"Sitzung am {DAY}"]

    agenda.invite(actor=clerk, meeting=meeting.pk, seen=version(meeting))
    record(hall, item, outcome="approved", object="execution")
    record(hall, motion, outcome="rejected", manner="majority")
    invited = feed(at(hall.main_committee))
    publish(hall, meeting)

    [sent, set_up] = invited.entries
    paper = f"Drucksache {walk.fresh.paper.reference}"
    assert said(set_up, "summary") == "<p>15:00 Uhr</p><p>Ratssaal</p>"
    assert said(sent, "title") == f"Tagesordnung der Sitzung am {DAY}"
    assert said(sent, "summary") == f"<p>TOP 1 Maßnahme 1 ({paper})</p><p>TOP 2 Mehr Bänke</p>"
    found = feed(at(hall.main_committee))
    assert found.titles == [
        "TOP 2 Mehr Bänke: abgelehnt, mehrheitlich",
        "TOP 1 Maßnahme 1: beschlossen, einstimmig",
        *invited.titles,
    ]
    assert found.ids[2:] == invited.ids
    name = f"tag:localhost,2026:sitzung/{meeting.pk}"
    assert found.ids == [
        *(f"{name}/top/{each.pk}" for each in (motion, item)),
        f"{name}/tagesordnung",
        name,
    ]
    assert PROVISIONAL in said(found.entries[0], "summary")
    assert Feed(sent).link("alternate") == f"http://127.0.0.1:8000/sitzungen/{meeting.pk}/"


def test_a_moved_and_cancelled_sitting_keeps_its_id(hall: City) -> None:
    clerk, later = hall.of(hall.main_committee), TODAY + dt.timedelta(7)
    data = {"organization": hall.main_committee, "day": TODAY}
    made = calendar.plan_meeting(actor=clerk, data=data)
    [first] = feed(at(hall.main_committee)).entries

    changed = {"actor": clerk, "meeting": made.pk}
    calendar.change_meeting(**changed, seen=version(made), data={"day": later})
    [moved] = feed(at(hall.main_committee)).entries
    calendar.cancel_meeting(**changed, seen=version(made), reason="Wegen Frau Meier")
    [gone] = feed(at(hall.main_committee)).entries

    assert said(moved, "summary") == f"<p>verlegt vom {DAY}</p>"
    assert said(gone, "title") == f"Sitzung am {later:%d.%m.%Y} abgesagt"
    assert "Meier" not in said(gone, "summary")
    assert said(first, "id") == said(moved, "id") == said(gone, "id")
    assert said(first, "published") == said(gone, "published") == said(first, "updated")
    assert said(first, "updated") < said(moved, "updated") < said(gone, "updated")


def test_a_public_addendum_dates_the_agenda_anew(hall: City) -> None:
    clerk, meeting = hall.of(hall.main_committee), planned(hall.main_committee)
    own(hall, meeting, "Mehr Bänke")
    agenda.invite(actor=clerk, meeting=meeting.pk, seen=version(meeting))
    first = feed(at(hall.main_committee)).entries[0]

    own(hall, meeting, "Personalsache", part="closed")
    assert said(feed(at(hall.main_committee)).entries[0], "updated") == said(first, "updated")
    own(hall, meeting, "Mehr Bäume")

    late = feed(at(hall.main_committee)).entries[0]
    assert said(late, "id") == said(first, "id")
    assert said(late, "summary") == "<p>TOP 1 Mehr Bänke</p><p>TOP 1b Mehr Bäume</p>"
    assert said(late, "updated") > said(first, "updated")


def test_a_joint_sitting_stands_in_both_feeds_and_a_result_in_its_own(hall: City) -> None:
    [walk] = waiting(hall, hall.main_committee)
    meeting = planned(hall.main_committee)
    meeting.joint_with.add(hall.committee)
    record(hall, *taken_up(hall, meeting, walk), outcome="approved", object="execution")
    publish(hall, meeting)

    assert feed(at(hall.committee)).titles == [f"Sitzung am {DAY}"]
    assert feed(at(hall.main_committee)).titles[0] == "TOP 1 Maßnahme 1: beschlossen, einstimmig"


def test_a_result_stands_at_the_sitting_where_it_was_reached(hall: City) -> None:
    [walk] = waiting(hall, hall.main_committee)
    clerk, first = hall.of(hall.main_committee), planned(hall.main_committee, room="A")
    taken_up(hall, first, walk)
    agenda.invite(actor=clerk, meeting=first.pk, seen=version(first))
    second = held(hall, hall.main_committee, walk)

    found = feed(at(hall.main_committee))

    name = "tag:localhost,2026:sitzung/"
    assert [each.removeprefix(name) for each in found.ids if "/top/" in each] == [
        f"{second.pk}/top/{second.items.get().pk}"
    ]


def test_a_body_that_never_sat_has_an_empty_feed(hall: City) -> None:
    found = feed(at(hall.main_committee))

    assert (found.entries, said(found.root, "title")) == ([], "Verwaltungsausschuss")
    assert dt.datetime.fromisoformat(said(found.root, "updated")) == EPOCH
    assert Client().get(at(hall.lead)).status_code == 404
    assert Client().get("/gremien/999999.atom").status_code == 404


def test_a_body_takes_the_same_statements_however_often_it_sits(hall: City) -> None:
    walks = waiting(hall, hall.main_committee, 4)
    found = []
    for some in (walks[:1], walks[1:]):
        for walk in some:
            meeting = planned(hall.main_committee)
            [item] = taken_up(hall, meeting, walk)
            own(hall, meeting, "Mehr Bänke")
            clerk = hall.of(hall.main_committee)
            agenda.invite(actor=clerk, meeting=meeting.pk, seen=version(meeting))
            record(hall, item, outcome="approved", object="execution")
            publish(hall, meeting)
        with counted() as sent:
            entries = feed(at(hall.main_committee)).entries
        found.append((len(entries), len(sent)))

    assert found == [(3, 4), (12, 4)]

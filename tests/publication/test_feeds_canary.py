"""Not a word of what is not public comes into a feed; a measure that is not public has none."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.timezone import localdate

from core.models import Comment, Consultation, Measure, Meeting, Organization, Paper, Person
from publication.feeds import openness
from tests.factories import City, Walk, city
from tests.sitting import on_its_way, own, planned, publish, record
from workflow.meetings import agenda

from .test_council_canary import marked

pytestmark = pytest.mark.django_db
BIRD, SHOWN = "Zimtvogel", "Regenpfeifer"


@pytest.fixture
def hall() -> City:
    return city()


def of(row: Measure) -> str:
    return f"/massnahmen/{row.reference}.atom"


def told(*addresses: str) -> str:
    """What these feeds say to who has not logged in."""
    answers = [Client().get(each) for each in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.content.decode() for answer in answers)


def absent(address: str) -> str:
    """The page that says so, but for the address itself and the form's one-time secret."""
    answer = Client().get(address)
    assert answer.status_code == 404
    html = answer.content.decode().replace(address, "")
    return re.sub(r'(?<=csrfmiddlewaretoken" value=")\w+', "", html)


def bodies() -> list[str]:
    return [f"/gremien/{body.pk}.atom" for body in Organization.objects.bodies()]


def heard(hall: City, meeting: Meeting, walk: Walk, part: str = "") -> None:
    """Taken up in that part, invited, decided, published."""
    seen = {"actor": hall.of(hall.main_committee), "meeting": meeting.pk}
    station = walk.measure.consultations.get(closed_at=None)
    item = agenda.take_up(**seen, station=station.pk, part=part)
    change = own(hall, meeting, f"Zu {walk.fresh.title}", "amendment", parent=item)
    if meeting.invited_at is None:
        fresh = agenda.invite(**seen, seen=Meeting.objects.get(pk=meeting.pk).version)
        meeting.invited_at = fresh.invited_at
    record(hall, item, outcome="approved", object="execution", verbatim=f"Wörtlich {BIRD}")
    record(hall, change, outcome="rejected")
    publish(hall, meeting)


def test_no_word_of_a_hidden_measure_is_in_any_feed(hall: City) -> None:
    meeting = planned(hall.main_committee)
    open_one = on_its_way(hall, (hall.main_committee, "decision", 1), title=SHOWN)
    hidden = on_its_way(hall, (hall.main_committee, "decision", 1), title=BIRD, public=False)
    in_public = on_its_way(hall, (hall.main_committee, "decision", 1), title=BIRD, public=False)
    heard(hall, meeting, open_one)
    heard(hall, meeting, hidden)
    # put by mistake where everybody reads
    heard(hall, meeting, in_public, part="public")
    for walk in (hidden, in_public):
        marked(walk.fresh.paper)

    said = told(of(open_one.fresh), *bodies())

    assert (SHOWN in said, f"Zu {SHOWN}" in said, BIRD in said) == (True, True, False)
    for row in (hidden.fresh, in_public.fresh):
        assert Client().get(of(row)).status_code == 404
        assert row.reference not in said
    # it is the data that hides them, and nothing else
    Measure.objects.update(public=True)
    Paper.objects.update(public=True)
    assert BIRD in told(*bodies())


def test_a_measure_that_is_no_longer_public_has_no_feed(hall: City) -> None:
    meeting = planned(hall.main_committee)
    walk = on_its_way(hall, (hall.main_committee, "decision", 1), title=BIRD)
    heard(hall, meeting, walk)
    assert BIRD in told(of(walk.fresh))
    assert BIRD in told(*bodies())

    Measure.objects.update(public=False)

    assert absent(of(walk.fresh)) == absent("/massnahmen/M-1999-001.atom")
    assert BIRD not in told(*bodies())


@pytest.mark.parametrize("way", ["", "submitted", "ready"])
def test_before_its_release_a_measure_has_no_feed(hall: City, way: str) -> None:
    walk = Walk(hall)
    if way:
        getattr(walk, way)()

    assert Client().get(of(walk.fresh)).status_code == 404
    assert Client().get("/massnahmen/M-2026%00.atom").status_code == 404
    walk = walk if way == "ready" else Walk(hall).ready()
    walk.released((hall.main_committee, "decision", 1))
    assert Client().get(of(walk.fresh)).status_code == 200


def test_no_word_of_a_hidden_paper_is_told(hall: City) -> None:
    walk = on_its_way(hall, (hall.main_committee, "decision", 1), title=SHOWN)
    heard(hall, planned(hall.main_committee), walk)
    Paper.objects.update(public=False)
    marked(walk.fresh.paper)

    said = told(of(walk.fresh), *bodies())

    assert (BIRD in said, "beschlossen" in said, f"Zu {SHOWN}" in said) == (False, False, False)
    assert "Zustand: bisher In Beratung, jetzt Umsetzungsbereit" in said


def test_no_word_of_a_closed_part_is_told(hall: City) -> None:
    meeting = planned(hall.main_committee)
    walk = on_its_way(hall, (hall.main_committee, "decision", 1), title=SHOWN)
    own(hall, meeting, BIRD, part="closed")
    heard(hall, meeting, walk, part="closed")

    said = told(of(walk.fresh), *bodies())

    assert (BIRD in said, "einstimmig" in said, "TOP" in said) == (False, False, False)


@pytest.mark.parametrize("of_measure", [False, True])
def test_an_item_on_a_hidden_paper_is_not_told(hall: City, of_measure: bool) -> None:
    hidden = Walk(hall, public=False).ready().released((hall.main_committee, "decision", 1))
    paper = hidden.fresh.paper
    of_it = {"measure": hidden.measure} if of_measure else {"measure": None, "public": False}
    Paper.objects.filter(pk=paper.pk).update(**{"title": BIRD, "public": True} | of_it)
    meeting = planned(hall.main_committee)
    item = own(hall, meeting, BIRD, "paper", paper=paper)
    own(hall, meeting, f"Zu {BIRD}", "amendment", parent=item)
    own(hall, meeting, SHOWN)
    seen = Meeting.objects.get(pk=meeting.pk).version
    agenda.invite(actor=hall.of(hall.main_committee), meeting=meeting.pk, seen=seen)

    said = told(*bodies())

    assert (SHOWN in said, BIRD in said, paper.reference in said) == (True, False, False)


def test_what_a_body_says_of_a_hidden_measure_is_not_told_by_a_paper_of_none(hall: City) -> None:
    walk = on_its_way(hall, (hall.main_committee, "decision", 1), title=BIRD)
    heard(hall, planned(hall.main_committee), walk)
    Measure.objects.update(public=False)
    Paper.objects.update(measure=None, public=True)

    assert (BIRD in told(*bodies()), openness.results().count()) == (False, 0)


@pytest.mark.parametrize("closed", [{"public": False}, {"form": "circulation"}])
def test_a_sitting_that_is_not_public_is_not_told(hall: City, closed: dict[str, object]) -> None:
    meeting = planned(hall.main_committee, room=BIRD)
    item = own(hall, meeting, BIRD)
    record(hall, item, outcome="approved")
    publish(hall, meeting)
    assert told(*bodies()).count(BIRD) == 3

    Meeting.objects.update(**closed)

    assert BIRD not in told(*bodies())


def test_a_vote_of_a_sitting_that_is_not_public_is_not_told(hall: City) -> None:
    walk = on_its_way(hall, (hall.main_committee, "decision", 1))
    heard(hall, planned(hall.main_committee), walk)
    assert "einstimmig" in told(of(walk.fresh))

    Meeting.objects.update(public=False)

    assert "einstimmig" not in told(of(walk.fresh))


def test_nobody_and_nothing_internal_is_named(hall: City) -> None:
    Person.objects.update(last_name=BIRD)
    walk = Walk(hall, contact=BIRD, description=BIRD, justification=BIRD).submitted()
    walk.do("check", "send_back", hall.office, reason=BIRD)
    walk.do("propose", "submit", hall.lead)
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.culture])
    walk.do("cosign", "cosign", hall.culture, holder=hall.culture, answer="remarks", note=BIRD)
    walk.released().adopted(verbatim=BIRD, wish_of=BIRD).with_milestone()
    walk.do("begin", "start", hall.lead)
    walk.take("pause", hall.lead, reason=BIRD)
    walk.do("resume", "resume", hall.lead, reason=BIRD)
    for answer, text in (("return", BIRD), ("approve", SHOWN)):
        walk.do("implement", "report", hall.lead, light="green", text=text)
        data = {"answer": answer, "remark": BIRD}
        walk.do("judge_report", "approve_report", hall.office, **data)
    walk.do("implement", "report", hall.lead, light="red", text=BIRD)
    Comment.objects.create(measure=walk.measure, author=hall.of(hall.lead), text=BIRD)

    said = told(of(walk.fresh))

    assert (SHOWN in said, "Ruht" in said) == (True, True)
    assert (BIRD in said, "Rot" in said, "Mitzeichnung" in said) == (False, False, False)
    assert Consultation.objects.filter(verbatim=BIRD).exists()
    assert localdate().strftime("%d.%m.%Y") in said

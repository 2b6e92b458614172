"""Rare turns of the engine: corrections, sources that must not change, steps that do not exist."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from core import access, deadlines
from core.models import Consultation, Paper
from tests.factories import City, Walk, city, costs, notice, open_task
from tests.workflow.test_safeguards import refusal, source
from workflow import engine, route
from workflow.answers import plain, typed
from workflow.refusals import Hidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


def decided(hall: City) -> tuple[Walk, Consultation]:
    walk = Walk(hall).ready().released().adopted()
    return walk, Consultation.objects.get(measure=walk.measure, organization=hall.council)


@pytest.mark.parametrize(
    ("outcome", "scope", "status"),
    [("rejected", "matter", "rejected"), ("adjourned", "procedural", "consulting")],
)
def test_a_decision_that_was_none_is_taken_back(
    hall: City, outcome: str, scope: str, status: str
) -> None:
    walk, station = decided(hall)
    right = {"outcome": outcome, "scope": scope, "manner": "majority", "reason": "Verwechselt"}
    walk.take("correct", hall.council, 1, station=station, **right)

    assert walk.fresh.status == status
    assert walk.fresh.decided_on is None


def test_the_corrected_word_of_an_advisory_body_moves_nothing(hall: City) -> None:
    walk, _station = decided(hall)
    advice = Consultation.objects.get(measure=walk.measure, organization=hall.committee)
    right = {"outcome": "rejected", "scope": "matter", "manner": "majority", "reason": "Falsch"}
    walk.take("correct", hall.committee, 1, station=advice, **right)

    assert walk.fresh.status == "funded"


def test_the_responsible_person_changes_alone(hall: City) -> None:
    walk = Walk(hall).ready().with_milestone()
    walk.take("edit_milestones", hall.lead, responsible="Boris Ahlers")

    assert walk.fresh.responsible == "Boris Ahlers"
    assert walk.fresh.milestones.count() == 1


def test_what_no_body_decided_is_aborted_without_a_decision(hall: City) -> None:
    walk = Walk(hall).ready()
    named = {"decided_by": "Dezernat", "legal_basis": "§ 85 NKomVG"}
    walk.do("release", "approve_in_budget", hall.office, 1, **named)
    walk.take("abort", hall.office, reason="Kein Bedarf")

    assert walk.fresh.status == "aborted"


def test_steps_and_tasks_that_do_not_exist_are_hidden(hall: City) -> None:
    walk = Walk(hall)
    task, actor = open_task(walk.measure, "propose"), hall.of(hall.lead)
    with pytest.raises(Hidden):
        engine.perform(actor=actor, task=task.pk, action="complete", seen=1)
    with pytest.raises(Hidden):
        engine.perform(actor=actor, task=0, action="submit", seen=1)
    with pytest.raises(Hidden):
        engine.intervene(actor=actor, measure=walk.measure.pk, step="fly", seen=1)
    with pytest.raises(ValueError, match="Only the demo"):
        engine.perform(actor=actor, task=task.pk, action="submit", seen=1, at=timezone.now())


def test_answers_survive_being_kept() -> None:
    answers = {"amounts": [{"amount": Decimal("1.50")}], "reason": "Eile"}

    assert typed(plain(answers)) == answers


def money(hall: City, **values: Any) -> Walk:
    walk = Walk(hall, cost_lines=costs(50000))
    walk.take("edit_sources", hall.lead, sources=[source(50000, **values)])
    return walk


def test_a_source_saved_unchanged_stays_reserved(hall: City) -> None:
    walk = money(hall).ready(hall.treasury)
    row = source(50000, pk=walk.fresh.sources.get().pk)
    walk.take("edit_sources", hall.lead, sources=[row])
    assert walk.fresh.sources.get().reserved_at is not None


def test_over_plan_money_is_never_confirmed_by_the_treasury(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs(50000)).ready(hall.treasury).released().adopted()
    beyond = source(50000, kind="over_plan", cover="Minderaufwand")
    walk.take("edit_sources", hall.lead, sources=[beyond])
    row = walk.fresh.sources.get()

    assert "bewilligt der Rat" in refusal(
        walk.do, "cover", "confirm_source", hall.treasury, source=row, answer="confirm"
    )


def test_a_grant_is_confirmed_with_its_notice_and_its_amounts(hall: City) -> None:
    walk = money(hall, kind="grant").ready(hall.treasury).released().adopted()
    row = walk.fresh.sources.get()
    assert "noch kein Bescheid" in refusal(
        walk.do, "cover", "confirm_source", hall.treasury, source=row, answer="confirm"
    )
    parts = [{"year": timezone.localdate().year, "amount": Decimal(60000)}]
    note = {"source": row, "what": "granted", "evidence": "Bescheid 1", "amounts": parts}
    note |= notice()
    walk.take("note_grant", hall.lead, **note)
    assert walk.fresh.sources.get().total == Decimal(60000)
    walk.do("fund", "confirm_source", hall.treasury, answer="confirm")

    parts[0]["amount"] = Decimal(50000)
    drawn = note | {"what": "drawn", "evidence": "Abruf 1", "source": walk.fresh.sources.get()}
    assert "sind bestätigt" in refusal(walk.take, "note_grant", hall.lead, **drawn)


def test_a_measure_without_a_paper_has_none_to_replace() -> None:
    with pytest.raises(Paper.DoesNotExist):
        route.known(None)


def test_an_objection_takes_back_what_only_the_decision_secured(hall: City) -> None:
    walk = money(hall).ready(hall.treasury).released().adopted()
    assert walk.fresh.sources.get().is_secured
    walk.take("object", hall.office, reason="§ 88 NKomVG", organization=hall.council)

    assert not walk.fresh.sources.get().is_secured


def test_a_vote_without_result_is_taken_again_on_the_new_version(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.result(hall.committee, "recommended").result(hall.main_committee, "recommended")
    walk.result(hall.council, "no_vote", manner="none", scope="procedural")
    walk.do("arrange", "replace", hall.office, 1, reason="Neu gefasst")

    assert open_task(walk.measure, "record").owner_permission_obj_id == hall.council.pk


def test_a_decision_corrected_to_an_adjournment_comes_back_once(hall: City) -> None:
    """Corrected a second time there is already a continuation: no other is opened."""
    walk, station = decided(hall)
    right = {"outcome": "adjourned", "manner": "none", "reason": "Verwechselt"}
    walk.take("correct", hall.council, 1, station=station, **right)
    known = Consultation.objects.filter(measure=walk.measure).count()

    walk.take("correct", hall.council, station=station, **right | {"outcome": "removed"})

    assert walk.fresh.status == "consulting"
    assert Consultation.objects.filter(measure=walk.measure).count() == known


def test_an_objection_leaves_what_the_treasury_confirmed_itself(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs(50000))
    rows = [source(30000), source(20000, name="Zweite")]
    walk.take("edit_sources", hall.lead, sources=rows)
    walk.ready(hall.treasury).released()
    first = walk.fresh.funding[0]
    walk.take("confirm_source", hall.treasury, source=first, answer="confirm")
    walk.adopted()
    walk.take("object", hall.office, reason="Rechtswidrig", organization=hall.council)

    assert [each.state for each in walk.fresh.funding] == ["secured", "planned"]


def test_a_route_saved_without_change_changes_nothing(hall: City) -> None:
    walk = Walk(hall).ready().routed()
    before = list(Paper.objects.values())
    walk.take("edit_route", hall.office)

    assert list(Paper.objects.values()) == before
    assert walk.fresh.consultations.count() == 3


def test_a_hearing_referred_further_pushes_what_follows_back(hall: City) -> None:
    c = hall
    walk = Walk(c).ready()
    walk.released(
        (c.district, "hearing", 1), (c.main_committee, "advice", 2), (c.council, "decision", 3)
    )
    walk.result(c.district, "referred", manner="none", refer_to=c.committee)

    rows = [(s.organization, s.role, s.order) for s in walk.fresh.stations if s.is_open]
    assert rows == [
        (c.committee, "advice", 1),
        (c.district, "hearing", 2),
        (c.main_committee, "advice", 3),
        (c.council, "decision", 4),
    ]


def test_nobody_reserves_money_they_entered_themselves(hall: City) -> None:
    """Four eyes also where one person works for the lead and for the treasury."""
    both = hall.of(hall.treasury)
    access.join(person=both, organization=hall.lead, role="clerk")
    walk = Walk(hall, cost_lines=costs(5000))
    engine.intervene(
        actor=hall.of(hall.treasury),
        measure=walk.measure.pk,
        step="edit_sources",
        seen=walk.fresh.version,
        data={"sources": [source(5000)]},
    )
    walk.ready(hall.treasury)
    terms = {"decided_by": "Oberbürgermeister", "legal_basis": "§ 85 NKomVG"}
    walk.do("release", "approve_in_budget", hall.office, 1, **terms)

    assert [each.reserved_at for each in walk.fresh.funding] == [None]
    assert walk.fresh.status == "funding"


def test_a_draft_result_sent_twice_is_kept_once(hall: City) -> None:
    walk = Walk(hall).ready().released()
    task, seen = open_task(walk.measure, "record", hall.committee).pk, walk.fresh.version
    data = {"outcome": "recommended", "manner": "unanimous", "scope": "matter"}
    for _click in range(2):
        engine.perform(
            actor=hall.of(hall.committee), task=task, action="record", seen=seen, data=data
        )
    assert walk.fresh.version == seen + 1

    other = data | {"manner": "majority"}
    engine.perform(actor=hall.of(hall.committee), task=task, action="record", seen=seen, data=other)
    assert walk.fresh.version == seen + 2


def test_what_is_missing_is_named_with_its_remedy(hall: City) -> None:
    """The rules of the route tell which body, which day and which part of the paper."""
    plan = hall.plan
    plan.climate_required_from = timezone.localdate()
    plan.save()
    hall.committee.hand_in_days = 5
    hall.committee.save()
    walk = Walk(hall, cost_lines=costs(50000)).ready(hall.treasury)
    station = {"organization": hall.committee, "role": "decision", "order": 1}
    today = timezone.localdate()
    walk.take("edit_route", hall.office, stations=[station | {"meeting_on": today}], motion=" ")

    offers = engine.available(walk.fresh, hall.of(hall.office, 1))
    release = next(each for each in offers if each.name == "release")
    told = {each.number: each.sentence for each in release.reasons}

    last = deadlines.add_working_days(today, -5)
    assert "In der Beratungsfolge fehlt: Ratsversammlung (Entscheidung)." in told["R-21"]
    assert told["R-23"].endswith(f"Internationaler Ausschuss: Vorlage bis {last:%d.%m.%Y}.")
    assert told["R-25"].endswith(
        "Es fehlt der Antragstext. Es fehlt das Ergebnis der Klimawirkungsprüfung."
    )

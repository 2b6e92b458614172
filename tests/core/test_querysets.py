"""Who sees which measure: hidden and absent look the same, so every line here is a 404 or none."""

from __future__ import annotations

import datetime as dt

import pytest

from core.access import join, leave
from core.models import Measure, Organization, Person
from tests.factories import City, Walk, city, costs, person
from workflow import engine

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


def sees(somebody: Person, walk: Walk) -> bool:
    return Measure.objects.visible_to(somebody).filter(pk=walk.measure.pk).exists()


def seen_by(hall: City, walk: Walk) -> set[str]:
    """The organizations whose people see the measure."""
    named = {name: value for name, value in vars(hall).items() if isinstance(value, Organization)}
    return {name for name, organization in named.items() if sees(hall.of(organization, 1), walk)}


EVERYBODY = {
    *("lead", "office", "treasury", "culture", "school", "committee", "second_committee"),
    *("notified", "main_committee", "council", "district", "network"),
}


def test_a_draft_is_seen_by_its_lead_alone(hall: City) -> None:
    assert seen_by(hall, Walk(hall)) == {"lead"}


def test_a_submitted_measure_is_seen_by_the_office_and_early_by_the_network(hall: City) -> None:
    assert seen_by(hall, Walk(hall).submitted()) == {"lead", "office", "network"}


def test_heads_see_what_their_unit_checks_or_funds(hall: City) -> None:
    """Of a case that is not public and reached the treasury without its signature."""
    office, treasury = person("Inge Leitner"), person("Kai Reimers")
    join(person=office, organization=hall.office, role="head")
    join(person=treasury, organization=hall.treasury, role="head")
    walk = Walk(hall)
    begun = {"plan": hall.plan, "lead": hall.lead, "title": "Läuft schon", "public": False}
    walk.measure = engine.start(actor=hall.of(hall.office), data=begun)
    before = sees(office, walk)
    facts = {"to": "funding", "decision_reference": "0001/2020", "evidence": "Protokoll"}
    walk.take("take_over", hall.office, reason="Läuft schon.", **facts)

    assert (before, sees(office, walk), sees(treasury, walk)) == (False, True, False)
    walk.do("look_again", "look_again", hall.office, 1, answer="confirm")
    assert sees(treasury, walk)


def test_whoever_has_left_the_unit_no_longer_sees_what_they_began(hall: City) -> None:
    author = hall.of(hall.lead)
    walk = Walk(hall)
    before = sees(author, walk)
    for membership in author.memberships.all():
        leave(membership)

    assert (before, sees(hall.of(hall.lead), walk)) == (True, False)


def test_the_network_sees_its_fields_only(hall: City) -> None:
    hall.field.concerns_network = False
    hall.field.save()

    assert seen_by(hall, Walk(hall).submitted()) == {"lead", "office"}


def test_who_is_asked_sees_it(hall: City) -> None:
    assert seen_by(hall, Walk(hall).ready(hall.culture)) == {"lead", "office", "network", "culture"}


def test_a_public_measure_is_seen_by_everybody_from_its_release_on_for_good(hall: City) -> None:
    walk = Walk(hall).ready().released()
    assert seen_by(hall, walk) == EVERYBODY

    walk.take("withdraw_from_bodies", hall.office, reason="Erledigt.")
    assert seen_by(hall, walk) == EVERYBODY
    assert sees(person("Rosa Conrad"), walk)


def test_a_non_public_measure_is_seen_by_its_bodies_and_the_asked(hall: City) -> None:
    walk = Walk(hall, public=False, cost_lines=costs(500)).ready(hall.treasury)
    assert seen_by(hall, walk) == {"lead", "office", "treasury"}

    walk.released((hall.committee, "advice", 1), (hall.main_committee, "decision", 2))
    on_route = {"committee", "main_committee"}
    assert seen_by(hall, walk) == {"lead", "office", "treasury", *on_route}
    assert not sees(person("Rosa Conrad"), walk)


def test_bodies_see_it_once_the_route_is_open(hall: City) -> None:
    walk = Walk(hall, public=False).ready().routed((hall.main_committee, "decision", 1))

    assert "main_committee" not in seen_by(hall, walk)


def test_the_treasury_sees_what_is_to_be_funded(hall: City) -> None:
    walk = Walk(hall, public=False).ready()
    assert "treasury" not in seen_by(hall, walk)

    walk.do("release", "approve_in_budget", hall.office, decided_by="Dez. I", legal_basis="§ 85")
    assert seen_by(hall, walk) == {"lead", "office", "treasury"}


def test_a_case_of_the_office_waits_for_the_second_look_of_the_office(hall: City) -> None:
    walk = Walk(hall)
    first = hall.of(hall.office)
    walk.measure = engine.start(
        actor=first, data={"plan": hall.plan, "lead": hall.lead, "title": "Läuft schon"}
    )
    assert sees(first, walk)
    assert not sees(hall.of(hall.office, 1), walk)

    facts = {"to": "funding", "decision_reference": "0001/2020", "evidence": "Protokoll"}
    walk.take("take_over", hall.office, reason="Läuft schon.", **facts)
    assert sees(hall.of(hall.office, 1), walk)


def test_administrators_and_outsiders_see_no_draft(hall: City) -> None:
    walk = Walk(hall)
    admin = person("Paul Conrad", is_superuser=True, is_staff=True)

    assert not sees(admin, walk)
    assert not sees(person("Rosa Conrad"), walk)


def test_who_has_left_sees_nothing_internal(hall: City) -> None:
    walk = Walk(hall, public=False)
    somebody = hall.of(hall.lead, 1)
    somebody.is_active = False
    somebody.save()

    assert not sees(somebody, walk)


def test_each_measure_is_found_once_whatever_the_reasons(hall: City) -> None:
    """Somebody of the lead who also sits in the network and cosigns counts once."""
    walk = Walk(hall).ready(hall.culture).released()
    somebody = hall.of(hall.lead)
    join(person=somebody, organization=hall.culture, role="head")
    join(person=somebody, organization=hall.network, role="member")

    assert list(Measure.objects.visible_to(somebody)) == [Measure.objects.get(pk=walk.measure.pk)]


def test_living_and_overdue(hall: City) -> None:
    day = dt.date(2026, 6, 1)
    late = Walk(hall, planned_to=day)
    Walk(hall, planned_to=None)
    gone = Walk(hall, planned_to=day)
    gone.take("withdraw", hall.lead, reason="Erledigt.")

    assert gone.fresh not in Measure.objects.living()
    assert Measure.objects.living().count() == 2
    assert list(Measure.objects.overdue(on=day)) == []
    overdue = Measure.objects.overdue(on=day + dt.timedelta(days=1))
    assert [measure.pk for measure in overdue] == [late.measure.pk]

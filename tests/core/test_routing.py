"""Routes through the bodies: what is sound, what rules demand, how it is mended."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from core import routing
from core.models import CoSignatureRule, Measure, Organization, RoutingRule
from tests.core.lawful import TODAY, TREASURY, lawful, line, station
from tests.factories import City, city, require_signature

Row = tuple[str, int]


@pytest.mark.parametrize(
    ("rows", "sound"),
    [
        ([("decision", 1)], True),
        ([("advice", 1), ("hearing", 1), ("decision", 2)], True),
        ([("information", 1), ("decision", 1)], True),
        ([("advice", 1), ("decision", 2), ("information", 3)], True),
        ([], False),
        ([("advice", 1)], False),
        ([("decision", 1), ("decision", 2)], False),
        ([("advice", 1), ("decision", 3)], False),
        ([("advice", 2), ("decision", 3)], False),
        ([("advice", 1), ("decision", 1)], False),
        ([("decision", 1), ("hearing", 2)], False),
    ],
)
def test_a_sound_route_ends_with_its_one_decision(rows: list[Row], sound: bool) -> None:
    stations = [station(pk, role, order) for pk, (role, order) in enumerate(rows)]

    assert routing.is_sound(stations) is sound


def test_the_first_turn_is_heard_together() -> None:
    first, beside, later = (
        station(1, "advice", 2),
        station(2, "hearing", 2),
        station(3, "advice", 3),
    )

    assert routing.first_turn([later, first, beside]) == [first, beside]
    assert routing.first_turn([]) == []


def applies(condition: str, **values: Any) -> bool:
    return routing.applies(RoutingRule(condition=condition, **values), priced())


def priced() -> Measure:
    measure = lawful(no_costs=False, field_id=5, district_id=6)
    measure.__dict__["cost_table"] = [line(12000), line(8000, TODAY.year + 1)]
    return measure


def test_conditions_of_dated_rules() -> None:
    assert applies("always")
    assert applies("money")
    assert not routing.applies(RoutingRule(condition="money"), lawful())
    assert applies("amount", amount_from=Decimal(20000))
    assert not applies("amount", amount_from=Decimal(20001))
    assert applies("amount", amount_from=None)
    assert applies("field", field_id=5)
    assert not applies("field", field_id=4)
    assert applies("district", organization=Organization(pk=6))
    assert not applies("district", organization=Organization(pk=7))


@pytest.fixture
def hall() -> City:
    return city()


@pytest.mark.django_db
def test_rules_hold_within_their_dates(hall: City) -> None:
    begins, ends = TODAY, TODAY + dt.timedelta(days=2)
    rule = RoutingRule.objects.create(
        organization=hall.district, role="hearing", reason="§ 94", valid_from=begins, valid_to=ends
    )
    day = dt.timedelta(days=1)

    for on, holds in [(begins - day, False), (begins, True), (ends, True), (ends + day, False)]:
        assert (rule in routing.rules_for(lawful(), on=on)) is holds


@pytest.mark.django_db
def test_an_amount_demands_the_council(hall: City) -> None:
    measure = priced()
    del measure.__dict__["demanded"]

    assert [rule.organization for rule in measure.demanded] == [hall.council]
    assert routing.demands_decision(measure)
    small = lawful()
    del small.__dict__["demanded"]
    assert not routing.demands_decision(small)


@pytest.mark.django_db
def test_who_must_sign(hall: City) -> None:
    """The treasury whenever money is involved, whom the rules name, each with its own deadline."""
    rule = require_signature(hall.culture, working_days=5)

    assert routing.required_signatures(lawful(), on=TODAY) == {hall.culture.pk: rule}
    assert routing.required_signatures(priced(), on=TODAY) == {
        hall.culture.pk: rule,
        TREASURY: None,
    }
    named = require_signature(Organization.objects.create(pk=99, name="Kasse", kind="treasury"))
    assert isinstance(named, CoSignatureRule)
    measure = priced()
    measure.treasury_id = 99
    assert routing.required_signatures(measure, on=TODAY)[99] == named

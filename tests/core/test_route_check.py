"""Every kind of routing rule, met and unmet, and the other ways a route can be wrong."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from core import route_check
from core.models import Provision, RoutingRule
from core.route_check import Violation
from tests.core.lawful import TODAY, body, lawful, line, station
from tests.factories import SINCE, City, Walk, city, costs
from tests.workflow.test_cases import refused

DISTRICT, COUNCIL, MAIN, ARTS = 6, 3, 2, 4
WITHOUT = "Vor der Ratsversammlung fehlt der Verwaltungsausschuss."
ONLY_TOLD = "Gremium 6 wird nur unterrichtet, hat aber das Recht, vorher angehört zu werden."
TOO_LATE = "Gremium 6 wird erst mit oder nach der Entscheidung angehört."
BESIDE = "Gremium 6 wird nicht vor den Fachausschüssen angehört."


def rule(organization: int, role: str, kind: str = "committee", **values: Any) -> RoutingRule:
    return RoutingRule(
        organization=body(organization, kind), role=role, reason="Hauptsatzung", **values
    )


HEARING = rule(DISTRICT, "hearing", "district_council", condition="district")


def decided_by_main(order: int = 1) -> Any:
    return station(MAIN, "decision", order, "main_committee")


def checked(*stations: Any, demanded: Any = (), copies: Any = ()) -> list[Violation]:
    measure = lawful()
    measure.__dict__.update(stations=list(stations), demanded=list(demanded), copied=list(copies))
    return route_check.check_route(measure)


def said(*stations: Any, **case: Any) -> list[str]:
    return [found.sentence for found in checked(*stations, **case)]


# ---- rule by rule: met and unmet ----------------------------------------------------------------


def test_a_committee_competent_for_the_field_is_met_by_its_advice() -> None:
    demanded = [rule(ARTS, "advice", condition="field")]

    assert said(station(ARTS, "advice", 1), decided_by_main(2), demanded=demanded) == []


def test_a_committee_competent_for_the_field_is_missed() -> None:
    demanded = [rule(ARTS, "advice", condition="field")]

    assert checked(decided_by_main(), demanded=demanded) == [
        Violation(
            "In der Beratungsfolge fehlt: Gremium 4 (Vorberatung).",
            "Hauptsatzung",
            "Gremium 4 in dieser Rolle aufnehmen oder eine Ausnahme begründen.",
        )
    ]


def test_who_decides_has_advised_as_well() -> None:
    demanded = [rule(ARTS, "advice")]

    assert said(station(ARTS, "decision", 1), demanded=demanded) == []


def test_a_threshold_body_is_met_only_by_its_decision() -> None:
    demanded = [rule(MAIN, "decision", "main_committee", condition="amount")]

    assert said(decided_by_main(), demanded=demanded) == []
    advising = station(MAIN, "advice", 1, "main_committee")
    assert said(advising, station(ARTS, "decision", 2), demanded=demanded) == [
        "In der Beratungsfolge fehlt: Gremium 2 (Entscheidung)."
    ]


def test_information_is_met_by_any_station_of_the_body() -> None:
    demanded = [rule(ARTS, "information")]

    assert said(station(ARTS, "information", 1), decided_by_main(), demanded=demanded) == []
    assert said(station(ARTS, "advice", 1), decided_by_main(2), demanded=demanded) == []


def test_information_is_missed_without_a_station() -> None:
    assert said(decided_by_main(), demanded=[rule(ARTS, "information")]) == [
        "In der Beratungsfolge fehlt: Gremium 4 (Kenntnisnahme)."
    ]


def test_a_copy_is_met_by_a_copy_or_a_station() -> None:
    demanded = [rule(ARTS, "copy")]

    assert said(decided_by_main(), demanded=demanded, copies=[body(ARTS, "committee")]) == []
    assert said(station(ARTS, "advice", 1), decided_by_main(2), demanded=demanded) == []


def test_a_copy_is_missed() -> None:
    assert said(decided_by_main(), demanded=[rule(ARTS, "copy")]) == [
        "In der Beratungsfolge fehlt: Gremium 4 (zur Kenntnis an)."
    ]


def test_a_hearing_is_met_before_the_decision() -> None:
    heard = station(DISTRICT, "hearing", 1, "district_council")

    assert said(heard, decided_by_main(2), demanded=[HEARING]) == []


def test_a_hearing_is_missed() -> None:
    assert said(decided_by_main(), demanded=[HEARING]) == [
        "In der Beratungsfolge fehlt: Gremium 6 (Anhörung)."
    ]
    advising = station(DISTRICT, "advice", 1, "district_council")
    assert said(advising, decided_by_main(2), demanded=[HEARING]) == [
        "In der Beratungsfolge fehlt: Gremium 6 (Anhörung)."
    ]


def test_a_district_council_that_is_only_informed_is_caught() -> None:
    """The documented case: a paper went there for information only, against a right to be heard."""
    told = station(DISTRICT, "information", 1, "district_council")

    [found] = checked(told, decided_by_main(), demanded=[HEARING])

    assert found == Violation(
        ONLY_TOLD,
        "Hauptsatzung",
        "Die Rolle von Gremium 6 auf „Anhörung“ ändern, vor der Entscheidung.",
    )
    copied = [body(DISTRICT, "district_council")]
    assert said(decided_by_main(), demanded=[HEARING], copies=copied) == [ONLY_TOLD]


def test_a_hearing_with_or_after_the_decision_is_too_late() -> None:
    for order in (2, 3):
        heard = station(DISTRICT, "hearing", order, "district_council")
        assert said(heard, decided_by_main(2), demanded=[HEARING]) == [TOO_LATE]


def test_a_hearing_beside_the_committees_is_only_a_warning() -> None:
    heard = station(DISTRICT, "hearing", 1, "district_council")
    advising = station(ARTS, "advice", 1)

    [found] = checked(heard, advising, decided_by_main(2), demanded=[HEARING])

    assert (found.sentence, found.is_error) == (BESIDE, False)


# ---- the main committee before the council ------------------------------------------------------


def test_the_main_committee_prepares_the_council() -> None:
    council = station(COUNCIL, "decision", 2, "council")

    assert said(station(2, "advice", 1, "main_committee"), council) == []
    assert said(station(2, "advice", 1, "committee"), council) == [WITHOUT]
    assert said(station(2, "information", 1, "main_committee"), council) == [WITHOUT]
    assert said(station(2, "advice", 2, "main_committee"), council) == [WITHOUT]
    assert said(station(3, "decision", 1, "main_committee")) == []
    assert said(station(3, "advice", 1, "council")) == []


@pytest.mark.django_db
def test_the_ground_of_the_preparation_is_the_one_in_force() -> None:
    Provision.objects.create(key="preparation", paragraph="§ 99 NKomVG", valid_from=TODAY)

    [found] = checked(station(COUNCIL, "decision", 1, "council"))

    assert str(found.ground) == "§ 99 NKomVG"


def test_a_dated_rule_takes_the_place_of_the_legal_ground() -> None:
    prepares = rule(MAIN, "advice", "main_committee", condition="council")
    council = station(COUNCIL, "decision", 2, "council")

    assert said(station(MAIN, "advice", 1, "main_committee"), council, demanded=[prepares]) == []
    late = station(MAIN, "advice", 2, "main_committee")
    [found] = checked(late, council, demanded=[prepares])
    assert (found.sentence, found.ground) == (WITHOUT, "Hauptsatzung")


def test_main_committee_and_council_may_sit_on_the_same_day() -> None:
    both = {"meeting_on": TODAY}
    main = station(MAIN, "advice", 1, "main_committee", **both)

    assert said(main, station(COUNCIL, "decision", 2, "council", **both)) == []


def test_the_council_before_the_main_committee_warns() -> None:
    main = station(MAIN, "advice", 1, "main_committee", meeting_on=TODAY + dt.timedelta(days=1))
    council = station(COUNCIL, "decision", 2, "council", meeting_on=TODAY)

    [found] = checked(main, council)

    assert found.sentence == f"Gremium 3 tagt am {TODAY:%d.%m.%Y}, bevor Gremium 2 beraten hat."
    assert not found.is_error


# ---- other traps --------------------------------------------------------------------------------


def test_the_same_body_may_stand_twice_on_a_route() -> None:
    demanded = [rule(ARTS, "advice")]
    rows = [station(ARTS, "information", 1), station(ARTS, "advice", 2), decided_by_main(3)]

    assert said(*rows, demanded=demanded) == []


def test_a_body_abolished_before_its_sitting_warns_and_names_its_successor() -> None:
    after = body(9, "committee")
    ended = body(8, "committee", valid_to=dt.date(2026, 11, 30), successor=after)
    late = station(8, "advice", 1, organization=ended, meeting_on=dt.date(2026, 12, 1))

    [found] = checked(late, decided_by_main(2))

    assert (found.sentence, found.remedy, found.is_error) == (
        "Gremium 8 besteht nur bis zum 30.11.2026.",
        "Ein Gremium wählen, das dann besteht. Nachfolge: Gremium 9.",
        False,
    )
    early = station(8, "advice", 1, organization=ended, meeting_on=dt.date(2026, 11, 30))
    assert said(early, decided_by_main(2)) == []


def test_a_body_abolished_without_successor_warns_too() -> None:
    ended = body(8, "committee", valid_to=dt.date(2026, 11, 1))

    [found] = checked(station(8, "advice", 1, organization=ended), decided_by_main(2))

    assert found.remedy == "Ein Gremium wählen, das dann besteht. "


def test_errors_come_before_warnings() -> None:
    heard = station(DISTRICT, "hearing", 1, "district_council")
    rows = [heard, station(ARTS, "advice", 1), decided_by_main(2)]

    found = checked(*rows, demanded=[HEARING, rule(7, "advice")])

    assert [each.is_error for each in found] == [True, False]


@pytest.mark.parametrize(
    ("amount", "deciding"),
    [
        ("9999.99", []),
        ("10000.00", ["main_committee"]),
        ("49999.99", ["main_committee"]),
        ("50000.00", ["council"]),
    ],
)
@pytest.mark.django_db
def test_thresholds_decide_to_the_cent_who_decides(amount: str, deciding: list[str]) -> None:
    hall = city()
    RoutingRule.objects.all().delete()
    common = {"role": "decision", "condition": "amount", "reason": "§ 58", "valid_from": SINCE}
    RoutingRule.objects.create(
        organization=hall.main_committee,
        amount_from=Decimal(10000),
        amount_below=Decimal(50000),
        **common,
    )
    RoutingRule.objects.create(organization=hall.council, amount_from=Decimal(50000), **common)
    measure = lawful(no_costs=False)
    measure.__dict__["cost_table"] = [line(0)]
    measure.cost_table[0].amount = Decimal(amount)
    del measure.__dict__["demanded"]

    assert [each.organization.kind for each in measure.demanded] == deciding


# ---- before hand-in, through the engine ---------------------------------------------------------


@pytest.fixture
def hall() -> City:
    return city()


@pytest.mark.django_db
def test_a_paper_that_only_informs_the_district_is_not_released(hall: City) -> None:
    RoutingRule.objects.create(
        organization=hall.district,
        role="hearing",
        condition="district",
        reason="§ 94 Abs. 1 NKomVG",
        valid_from=SINCE,
    )
    walk = Walk(hall, cost_lines=costs(5000), district=hall.district)
    walk.ready(hall.treasury).routed(
        (hall.district, "information", 1), (hall.main_committee, "decision", 1)
    )

    assert refused(walk.do, "release", "release", hall.office, 1) == ["R-21"]

    walk.take(
        "edit_route",
        hall.office,
        stations=walk.stations((hall.district, "hearing", 1), (hall.main_committee, "decision", 2)),
    )
    walk.do("release", "release", hall.office, 1)
    assert walk.fresh.status == "consulting"

"""The route editor: a proposal by the rules, templates, and a check while it is being typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from core.models import Paper, RouteTemplate, RouteTemplateStation, RoutingRule
from tests.factories import SINCE, City, Walk, city, costs, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    RoutingRule.objects.create(
        organization=hall.district,
        role="hearing",
        condition="district",
        reason="§ 94 NKomVG",
        valid_from=SINCE,
    )
    RoutingRule.objects.create(
        organization=hall.committee, role="advice", reason="Zuständigkeitsordnung", valid_from=SINCE
    )
    walk = Walk(hall, cost_lines=costs(50000), district=hall.district)
    return walk.ready(hall.treasury)


@pytest.fixture
def desk(hall: City) -> Client:
    client = Client()
    client.force_login(hall.of(hall.office))
    return client


def rows(*stations: tuple[Any, str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {"stations-TOTAL_FORMS": len(stations), "stations-INITIAL_FORMS": 0}
    for number, (body, role, order) in enumerate(stations):
        found |= {
            f"stations-{number}-organization": body.pk,
            f"stations-{number}-role": role,
            f"stations-{number}-order": order,
        }
    return found | {"sections-TOTAL_FORMS": 0, "sections-INITIAL_FORMS": 0}


def send(desk: Client, walk: Walk, **data: Any) -> HttpResponse:
    url = reverse("step", args=[walk.measure.reference, "edit_route"])
    answer: Any = desk.post(url, {"stand": walk.fresh.version, "title": "Titel"} | data)
    return answer


def shown(answer: Any) -> list[tuple[str, str, str]]:
    grid = answer.context["form"].rows["stations"]
    found = [
        (row["organization"].value(), row["role"].value(), row["order"].value())
        for row in grid.forms
    ]
    return [each for each in found if each[0]]


def test_a_route_is_proposed_by_the_rules_and_nothing_typed_is_lost(desk, hall, walk) -> None:
    before = snapshot(walk.measure)

    answer = send(desk, walk, motion="Halb getippt", vorschlag="1", **rows())

    assert answer.status_code == 200
    assert answer.context["form"]["motion"].value() == "Halb getippt"
    assert shown(answer) == [
        (str(hall.district.pk), "hearing", "1"),
        (str(hall.committee.pk), "advice", "2"),
        (str(hall.main_committee.pk), "advice", "3"),
        (str(hall.council.pk), "decision", "4"),
    ]
    assert "Gegen diese Beratungsfolge spricht nichts." in answer.content.decode()
    assert snapshot(walk.measure) == before


def test_the_main_committee_decides_what_is_nobody_elses(desk, hall, walk) -> None:
    RoutingRule.objects.filter(organization__in=[hall.council, hall.district]).delete()

    answer = send(desk, walk, vorschlag="1", **rows())

    assert shown(answer) == [
        (str(hall.committee.pk), "advice", "1"),
        (str(hall.main_committee.pk), "decision", "2"),
    ]


def test_a_body_demanded_twice_stands_once_in_its_strongest_role(desk, hall, walk) -> None:
    for role in ("information", "decision", "copy"):
        RoutingRule.objects.create(
            organization=hall.main_committee, role=role, reason="x", valid_from=SINCE
        )
    RoutingRule.objects.filter(organization__in=[hall.council, hall.district]).delete()
    RoutingRule.objects.create(
        organization=hall.notified, role="information", reason="x", valid_from=SINCE
    )

    answer = send(desk, walk, vorschlag="1", **rows())

    assert shown(answer) == [
        (str(hall.committee.pk), "advice", "1"),
        (str(hall.notified.pk), "information", "1"),
        (str(hall.main_committee.pk), "decision", "2"),
    ]


def test_a_committee_that_decides_needs_no_main_committee(desk, hall, walk) -> None:
    RoutingRule.objects.all().delete()
    RoutingRule.objects.create(
        organization=hall.committee, role="decision", reason="x", valid_from=SINCE
    )

    assert shown(send(desk, walk, vorschlag="1", **rows())) == [
        (str(hall.committee.pk), "decision", "1")
    ]


def test_a_template_gives_its_stations(desk, hall, walk) -> None:
    template = RouteTemplate.objects.create(
        name="Ausschuss und VA", paper_kind=Paper.Kind.RESOLUTION, valid_from=SINCE
    )
    for order, body in enumerate([hall.committee, hall.main_committee], start=1):
        role = "decision" if order == 2 else "advice"
        RouteTemplateStation.objects.create(
            template=template, organization=body, role=role, order=order
        )

    answer = send(desk, walk, vorlage="1", template=template.pk, **rows())

    assert shown(answer) == [
        (str(hall.committee.pk), "advice", "1"),
        (str(hall.main_committee.pk), "decision", "2"),
    ]
    assert str(template.stations.first()) == "1. Internationaler Ausschuss (Vorberatung)"


def test_no_template_chosen_changes_nothing(desk, hall, walk) -> None:
    typed = rows((hall.committee, "advice", 1))

    assert shown(send(desk, walk, vorlage="1", **typed)) == [
        (str(hall.committee.pk), "advice", "1")
    ]


def test_the_check_names_what_is_missing_in_rows_nobody_saved(desk, hall, walk) -> None:
    typed = rows((hall.district, "information", 1), (hall.main_committee, "decision", 1))

    answer = send(desk, walk, pruefen="1", **typed)

    page = answer.content.decode()
    told = "wird nur unterrichtet, hat aber das Recht, vorher angehört zu werden."
    assert f"{hall.district.name} {told}" in page
    assert "In der Beratungsfolge fehlt: Ratsversammlung (Entscheidung)." in page
    assert walk.fresh.paper is None


def test_the_check_answers_while_somebody_types(desk, hall, walk) -> None:
    url = reverse("route-check", args=[walk.measure.reference])

    answer = desk.post(url, rows((hall.main_committee, "decision", 1)))

    assert answer.status_code == 200
    assert "§ 94 NKomVG" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_only_the_office_checks_a_route(hall, walk) -> None:
    client = Client()
    client.force_login(hall.of(hall.lead))

    assert client.post(reverse("route-check", args=[walk.measure.reference])).status_code == 403
    assert send(client, walk, vorschlag="1", **rows()).status_code == 403


def test_the_page_of_the_measure_shows_what_stands_against_its_route(desk, hall, walk) -> None:
    walk.routed((hall.main_committee, "decision", 1))
    url = reverse("measure", args=[walk.measure.reference])

    assert "In der Beratungsfolge fehlt: Stadtbezirksrat Mitte" in desk.get(url).content.decode()


def test_a_blank_form_says_nothing_about_a_route_that_is_not_there(desk, walk) -> None:
    url = reverse("step", args=[walk.measure.reference, "edit_route"])

    assert desk.get(url).context["form"].findings == []

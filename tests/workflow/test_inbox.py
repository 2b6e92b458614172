"""What waits for whom: tabs, counts, filters, and the price of the page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from core.models import Organization
from notifications.models import Delivery
from notifications.outbox import fan_out_all
from tests.factories import City, Walk, city, open_task
from workflow import inbox
from workflow.models import Task

pytestmark = pytest.mark.django_db
QUERIES = {"offen": 12, "wartet": 12, "erledigt": 12}


@pytest.fixture
def hall() -> City:
    return city()


def nodes(hall: City, organization: Organization, tab: str, number: int = 0) -> list[str]:
    return [task.flow_task.name for task in inbox.tasks(hall.of(organization, number), tab)]


def test_a_draft_waits_for_its_lead_alone(hall: City) -> None:
    Walk(hall)

    assert nodes(hall, hall.lead, "offen") == ["propose"]
    assert nodes(hall, hall.lead, "offen", 1) == ["propose"]
    assert nodes(hall, hall.office, "offen") == nodes(hall, hall.office, "wartet") == []


def test_what_was_submitted_waits_for_the_office_and_the_lead_sees_it(hall: City) -> None:
    Walk(hall).submitted()

    assert nodes(hall, hall.office, "offen") == ["check"]
    assert nodes(hall, hall.office, "wartet") == []
    assert nodes(hall, hall.lead, "wartet") == ["check"]
    assert nodes(hall, hall.lead, "erledigt") == ["propose"]
    assert nodes(hall, hall.lead, "erledigt", 1) == []
    assert nodes(hall, hall.culture, "wartet") == []


def test_parallel_signatures_wait_for_each_asked_department(hall: City) -> None:
    walk = Walk(hall).submitted()
    asked = [hall.culture, hall.school]
    walk.do("check", "request_cosignatures", hall.office, organizations=asked)

    assert nodes(hall, hall.culture, "offen") == nodes(hall, hall.school, "offen") == ["cosign"]
    assert nodes(hall, hall.office, "wartet") == ["cosign", "cosign"]

    walk.do("cosign", "cosign", hall.culture, holder=hall.culture, answer="approve")

    assert nodes(hall, hall.culture, "offen") == []
    assert nodes(hall, hall.culture, "erledigt") == ["cosign"]


def test_the_most_urgent_comes_first_and_no_deadline_last(hall: City) -> None:
    keys = [open_task(Walk(hall).measure, "propose").pk for _number in range(3)]
    Task.objects.filter(pk=keys[1]).update(due_on=dt.date(2026, 12, 1))
    Task.objects.filter(pk=keys[2]).update(due_on=dt.date(2026, 11, 1))

    ordered = [task.pk for task in inbox.to_do(hall.of(hall.lead))]

    assert ordered == [keys[2], keys[1], keys[0]]


def test_somebody_without_rights_has_nothing_to_do(hall: City) -> None:
    Walk(hall).submitted()

    assert list(inbox.to_do(hall.of(hall.network))) == []
    assert inbox.count(hall.of(hall.network)) == 0


def test_the_count_stops_at_a_hundred(hall: City) -> None:
    task = open_task(Walk(hall).measure, "propose")
    Task.objects.bulk_create(
        Task(
            process_id=task.process_id,
            flow_task=task.flow_task,
            flow_task_type=task.flow_task_type,
            created=task.created,
            owner_permission="propose",
            owner_permission_obj=hall.lead,
        )
        for _number in range(120)
    )

    assert inbox.count(hall.of(hall.lead)) == 100


def test_the_page_filters_by_the_address(hall: City, client: Client) -> None:
    Walk(hall, title="Städtepartnerschaft mit Posen")
    Walk(hall, title="Sprachkurse").submitted()
    client.force_login(hall.of(hall.lead))

    every, found, missed, other, waits = (
        client.get(url).content.decode()
        for url in (
            "/",
            "/?text=posen",
            "/?text=%00",
            "/?aufgabe=check",
            "/?tab=wartet&status=checking&aufgabe=check&text=sprach",
        )
    )

    assert "Städtepartnerschaft" in every
    assert "Städtepartnerschaft" in found
    assert "Städtepartnerschaft" in missed
    assert "Hier ist nichts zu tun" in other
    assert "Sprachkurse" in waits
    assert "Städtepartnerschaft" not in waits


def test_the_page_shows_what_is_done_with_its_answer(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    Task.objects.filter(process_id=walk.measure.pk, action="submit").update(action="vanished")
    Walk(hall).submitted()
    client.force_login(hall.of(hall.lead))

    page = client.get("/?tab=erledigt").content.decode()

    assert "Zur Prüfung vorlegen" in page
    assert "vanished" in page


def test_a_task_with_one_answer_leads_to_its_form(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.culture])
    task = open_task(walk.measure, "cosign")
    client.force_login(hall.of(hall.culture))

    page = client.get("/").content.decode()

    assert f"/massnahmen/{walk.measure.reference}/schritt/cosign/?aufgabe={task.pk}" in page


@pytest.mark.parametrize("number", [1, 50])
@pytest.mark.parametrize("tab", ["offen", "wartet", "erledigt"])
def test_the_page_costs_the_same_for_one_and_fifty(
    hall: City,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
    tab: str,
) -> None:
    first = Walk(hall)
    model = open_task(first.measure, "propose")
    if tab == "wartet":
        first.submitted()
        model = open_task(first.measure, "check")
    elif tab == "erledigt":
        first.submitted()
        model = Task.objects.get(process_id=first.measure.pk, action="submit")
    copies = [Task.objects.get(pk=model.pk) for _number in range(number - 1)]
    for copy in copies:
        copy.pk = None
    Task.objects.bulk_create(copies)
    client.force_login(hall.of(hall.lead))

    with django_assert_num_queries(QUERIES[tab]):
        page = client.get(f"/?tab={tab}").content.decode()

    assert page.count("Standortportal in fünf Sprachen") == min(number, 25)


def test_nobody_reads_it_without_login(client: Client) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/anmelden/?next=/")


def test_the_office_reads_of_undeliverable_mails_and_nobody_else(
    hall: City, client: Client
) -> None:
    Walk(hall).submitted()
    fan_out_all(now=now())
    link = 'href="/postausgang/?state=dead"'
    client.force_login(hall.of(hall.office))
    assert link not in client.get("/").content.decode()

    dead = [each.pk for each in Delivery.objects.order_by("pk")[:2]]
    Delivery.objects.filter(pk__in=dead).update(state="dead")

    page = client.get("/").content.decode()
    assert ("2 Mails sind unzustellbar." in page, link in page) == (True, True)
    client.force_login(hall.of(hall.lead))
    assert "unzustellbar" not in client.get("/").content.decode()

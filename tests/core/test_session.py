"""Logging in and out, and the open door of the demo."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Person
from tests.factories import City, city

PASSWORD = "Amtsstube-1871-Ost"
ELSEWHERE = "https://boese.example/"


@pytest.fixture
def hall(db: None) -> City:
    return city()


@pytest.fixture
def clerk(hall: City) -> Person:
    person = hall.of(hall.lead)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


def logged_in(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


def offered(client: Client) -> dict[str, int]:
    groups = client.get(reverse("login")).context["groups"]
    return {group["role"]: len(group["people"]) for group in groups}


def enter(client: Client, person: Person, **data: str) -> Any:
    return client.post(reverse("login"), {"username": person.username, "password": PASSWORD} | data)


def test_login_leads_to_the_wanted_page(client: Client, clerk: Person) -> None:
    answer = enter(client, clerk, next="/organisationen/")

    assert (answer.status_code, answer["Location"]) == (302, "/organisationen/")
    assert logged_in(client) == clerk.pk


def test_login_leads_to_no_other_site(client: Client, clerk: Person) -> None:
    assert enter(client, clerk, next=ELSEWHERE)["Location"] == "/"


def test_login_refuses_in_german_and_keeps_the_name(client: Client, clerk: Person) -> None:
    answer = enter(client, clerk, password="falsch")

    assert answer.status_code == 422
    assert "Passwort eingeben" in answer.content.decode()
    assert f'value="{clerk.username}"' in answer.content.decode()
    assert logged_in(client) is None


def test_login_refuses_who_has_left(client: Client, clerk: Person) -> None:
    Person.objects.update(is_active=False)

    enter(client, clerk)

    assert logged_in(client) is None


def test_login_page_sends_on_who_is_logged_in(client: Client, clerk: Person) -> None:
    client.force_login(clerk)

    assert client.get(reverse("login"))["Location"] == "/"


def test_logout_takes_a_post(client: Client, clerk: Person) -> None:
    client.force_login(clerk)
    assert client.get(reverse("logout")).status_code == 405
    assert logged_in(client) == clerk.pk

    answer = client.post(reverse("logout"))

    assert answer["Location"] == reverse("login")
    assert logged_in(client) is None


def test_demo_lists_people_by_role(client: Client, demo: None, hall: City) -> None:
    people = {
        "Leitung": 6,
        "Koordination": 2,
        "Sitzungsdienst": 12,
        "Kämmerei": 2,
        "Mitglied": 2,
    }
    assert offered(client) == people

    Person.objects.create(username="verwaltung", last_name="Verwaltung", is_staff=True)

    assert offered(client) == people | {"Administration": 1}


def test_demo_logs_in_by_one_click(client: Client, demo: None, hall: City) -> None:
    person = hall.of(hall.office)

    answer = client.post(reverse("demo_login"), {"person": person.pk, "next": "/drucksachen/"})

    assert (answer.status_code, answer["Location"]) == (302, "/drucksachen/")
    assert logged_in(client) == person.pk


def test_demo_leads_to_no_other_site(client: Client, demo: None, hall: City) -> None:
    data = {"person": hall.of(hall.office).pk, "next": ELSEWHERE}

    assert client.post(reverse("demo_login"), data)["Location"] == "/"


@pytest.mark.parametrize("key", ["", "0", "zwei", "1²"])
def test_demo_knows_its_people_only(client: Client, demo: None, hall: City, key: str) -> None:
    assert client.post(reverse("demo_login"), {"person": key}).status_code == 404
    assert logged_in(client) is None


def test_demo_refuses_who_has_left(client: Client, demo: None, hall: City) -> None:
    person = hall.of(hall.office)
    Person.objects.filter(pk=person.pk).update(is_active=False)

    assert client.post(reverse("demo_login"), {"person": person.pk}).status_code == 404


def test_demo_acts_by_no_get(client: Client, demo: None, hall: City) -> None:
    person = hall.of(hall.office)

    assert client.get(reverse("demo_login"), {"person": person.pk}).status_code == 405


@pytest.mark.parametrize(
    ("is_demo", "address"),
    [(False, "127.0.0.1"), (True, "10.1.2.3"), (True, "2001:db8::1"), (True, "")],
)
def test_outside_the_demo_there_is_no_open_door(
    client: Client, settings: Any, hall: City, is_demo: bool, address: str
) -> None:
    settings.DEMO = is_demo
    person = hall.of(hall.office)

    answer = client.post(reverse("demo_login"), {"person": person.pk}, REMOTE_ADDR=address)

    assert answer.status_code == 404
    assert logged_in(client) is None
    assert "groups" not in client.get(reverse("login"), REMOTE_ADDR=address).context

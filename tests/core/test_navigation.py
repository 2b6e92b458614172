"""The frame of every page: menu, counts, who is logged in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from core import context, navigation
from core.models import Membership, Person
from core.navigation import Entry
from tests.factories import City, city

Counts = Callable[..., Any]


@pytest.fixture
def hall(db: None) -> City:
    return city()


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty menu, to be filled by the test."""
    monkeypatch.setattr(navigation, "_entries", {})


def waiting(number: int) -> Callable[[Person], int]:
    return lambda person: number


def labels(menu: str, person: Person) -> list[str]:
    return [str(entry.label) for entry in navigation.entries(menu, person)]


def page(person: Person | AnonymousUser, path: str = "/") -> dict[str, Any]:
    request = RequestFactory().get(path)
    request.user = person
    return context.page(request)


def test_entries_stand_in_order_for_whom_they_are_for(entries: None, hall: City) -> None:
    navigation.register(Entry(name="papers", label="Zweite", order=2))
    navigation.register(Entry(name="organizations", label="Erste", order=1))
    navigation.register(
        Entry(name="outbox", label="Büro", order=3, shown=navigation.holds("check", "release"))
    )
    navigation.register(
        Entry(name="admin:index", label="Stammdaten", order=4, shown=navigation.is_staff)
    )

    assert labels("main", hall.of(hall.lead)) == ["Erste", "Zweite"]
    assert labels("main", hall.of(hall.office)) == ["Erste", "Zweite", "Büro"]
    assert labels("main", Person(is_staff=True, pk=0)) == ["Erste", "Zweite", "Stammdaten"]
    assert labels("notices", hall.of(hall.lead)) == []


def test_entry_of_the_same_name_replaces_the_former(entries: None, hall: City) -> None:
    navigation.register(Entry(name="papers", label="Alt", order=2))
    navigation.register(Entry(name="papers", label="Neu", order=2))

    assert labels("main", hall.of(hall.lead)) == ["Neu"]


@pytest.mark.parametrize(
    ("number", "shown"), [(0, ""), (1, "1"), (99, "99"), (100, "99+"), (None, "")]
)
def test_count_is_capped(number: int | None, shown: str) -> None:
    count = None if number is None else waiting(number)

    assert Entry(name="papers", label="", order=1, count=count).counted(Person()) == shown


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ["Start"]),
        ("/drucksachen/", ["Drucksachen"]),
        ("/drucksachen/7/", ["Drucksachen"]),
        ("/anlagen/7/", ["Drucksachen"]),
        ("/anderswo/", []),
    ],
)
def test_page_one_is_on_is_marked(entries: None, hall: City, path: str, current: list[str]) -> None:
    navigation.register(Entry(name="inbox", label="Start", order=1))
    navigation.register(Entry(name="papers", label="Drucksachen", order=2, also="/anlagen/"))

    nav = page(hall.of(hall.lead), path)["nav"]

    assert [item["label"] for item in nav if item["current"]] == current


def test_frame_asks_the_database_only_when_it_is_shown(
    hall: City, django_assert_num_queries: Counts
) -> None:
    person = hall.of(hall.lead)

    with django_assert_num_queries(0):
        frame = page(person)
    with django_assert_num_queries(1):
        assert context.roles(person) == "Leitung, 23 Fachbereich Wirtschaft"
    assert set(frame) == {"city", "demo", "nav", "person"}


def test_frame_of_nobody_has_no_menu() -> None:
    assert set(page(AnonymousUser())) == {"city", "demo"}


def test_person_in_the_corner_has_name_roles_and_notices(entries: None, hall: City) -> None:
    person = hall.of(hall.lead)
    hall.office.memberships.create(person=person, role=Membership.Role.MEMBER)
    bare = page(person)["person"]
    assert (bare["notices_url"], bare["unread"]) == ("", "")
    navigation.register(
        Entry(name="papers", label="Post", order=1, menu="notices", count=waiting(3))
    )

    shown = page(person)["person"]

    assert dict(shown) == {
        "name": "Anna Ahlers",
        "unit": "Leitung, 23 Fachbereich Wirtschaft; "
        "Mitglied, 15.2 Büro für internationale Angelegenheiten",
        "notices_url": "/drucksachen/",
        "unread": "3",
    }

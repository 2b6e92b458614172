"""The page of substitutions: whom one may choose, what is refused, and what is remembered."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from core import access
from core.models import Person, Substitution
from tests.factories import City, city
from workflow import substitutes

pytestmark = pytest.mark.django_db
TODAY = localdate()
DAY = dt.timedelta(days=1)
PATH = "/vertretung/"


@pytest.fixture
def hall() -> City:
    return city()


def stand_in(absent: Person, substitute: Person, **changes: Any) -> Substitution:
    said = {"valid_from": TODAY, "valid_to": TODAY + 7 * DAY, "substitute": substitute} | changes
    return substitutes.enter(by=absent, absent=absent, **said)


def body(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def send(client: Client, absent: Person, substitute: Person, **changes: Any) -> Any:
    days = {"valid_from": f"{TODAY:%d.%m.%Y}", "valid_to": f"{TODAY + DAY:%d.%m.%Y}"}
    client.force_login(absent)
    return client.post(PATH, {"absent": absent.pk, "substitute": substitute.pk} | days | changes)


def groups(page: str) -> dict[str, str]:
    """The choice of substitutes, by group."""
    part = page.partition('id="id_substitute"')[2].partition("</select>")[0]
    return dict(re.findall(r'<optgroup label="(.+?)">(.+?)</optgroup>', part))


# ---- whom one may choose -----------------------------------------------------------------------


def test_the_choice_begins_with_the_own_units_and_names_them(hall: City, client: Client) -> None:
    colleague, other = hall.of(hall.office, 1), hall.of(hall.culture)
    client.force_login(hall.of(hall.office))

    found = groups(body(client.get(PATH)))

    assert list(found) == ["Aus den eigenen Stellen", "Aus anderen Stellen"]
    own, others = found.values()
    assert f"{colleague} ({hall.office})" in own
    assert f"{other} ({hall.culture})" in others
    assert str(other) not in own


def test_of_many_units_two_are_named(hall: City, client: Client) -> None:
    busy = hall.of(hall.culture)
    for unit in (hall.school, hall.treasury):
        access.join(person=busy, organization=unit, role="clerk")
    client.force_login(hall.of(hall.office))

    assert f"{busy} ({hall.culture}, {hall.school} u. a.)" in body(client.get(PATH))


def test_who_has_no_role_stands_in_for_nobody(hall: City, client: Client) -> None:
    admin = Person.objects.create(username="admin", first_name="Frank", last_name="Hoppe")

    answer = send(client, hall.of(hall.office), admin)

    assert (answer.status_code, Substitution.objects.count()) == (422, 0)
    assert "Frank Hoppe" not in body(answer)


def test_where_nobody_else_is_no_empty_group_is_shown(hall: City, client: Client) -> None:
    Person.objects.exclude(memberships__organization=hall.office).update(is_active=False)
    client.force_login(hall.of(hall.office))

    assert list(groups(body(client.get(PATH)))) == ["Aus den eigenen Stellen"]


# ---- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "unit", "refused"),
    [
        (["check"], "", ""),
        (["check"], "office", ""),
        (["check", "fund"], "", "Finanzierung bestätigen"),
        (["check"], "culture", "Formal prüfen und koordinieren"),
    ],
)
def test_only_a_right_one_holds_there_can_be_passed_on(
    hall: City, client: Client, scope: list[str], unit: str, refused: str
) -> None:
    absent = hall.of(hall.office)
    access.join(person=absent, organization=hall.culture, role="clerk")
    chosen = {"organizations": [getattr(hall, unit).pk]} if unit else {}

    answer = send(client, absent, hall.of(hall.school), scope=scope, **chosen)

    sentence = f"Dazu hat {absent} kein Recht, das sich weitergeben ließe: {refused}."
    status = 422 if refused else 302
    assert (answer.status_code, sentence in body(answer)) == (status, bool(refused))
    assert Substitution.objects.exists() is not bool(refused)


def test_what_one_holds_as_a_substitute_cannot_be_passed_on(hall: City, client: Client) -> None:
    stand_in(hall.of(hall.treasury), hall.of(hall.office))

    answer = send(client, hall.of(hall.office), hall.of(hall.school), scope=["fund"])

    assert "kein Recht, das sich weitergeben ließe: Finanzierung bestätigen." in body(answer)


# ---- what is remembered ------------------------------------------------------------------------


def past(page: str) -> str:
    return page.partition('id="past-title"')[2].partition("</section>")[0]


def test_what_was_ended_or_is_over_stays_with_who_did_it(hall: City, client: Client) -> None:
    absent, first, second = hall.of(hall.office), hall.of(hall.culture), hall.of(hall.school)
    revoked = stand_in(absent, first, scope=["check"])
    stand_in(absent, second, valid_from=TODAY - 9 * DAY, valid_to=TODAY - DAY)
    client.force_login(first)
    client.post(f"{PATH}{revoked.pk}/beenden/")
    client.force_login(absent)

    shown = past(body(client.get(PATH)))

    assert shown.index(f"{first} vertritt {absent}") < shown.index(f"{second} vertritt {absent}")
    assert shown.count(f"Eingetragen von {absent}, ") == 2
    assert shown.count(f"Beendet von {first}, ") == 1
    assert shown.count("Mit dem letzten Tag abgelaufen") == 1
    assert "Nur: Formal prüfen und koordinieren" in shown
    assert "Sofort beenden" not in shown


def test_after_a_year_and_for_strangers_nothing_is_listed(hall: City, client: Client) -> None:
    absent, other = hall.of(hall.office), hall.of(hall.culture)
    long_ago = TODAY - substitutes.REMEMBERED - DAY
    stand_in(absent, other, valid_from=long_ago, valid_to=long_ago)
    last = stand_in(absent, other, valid_from=long_ago, valid_to=long_ago + DAY)
    row = stand_in(absent, other, scope=["check"])
    Substitution.objects.filter(pk=row.pk).update(revoked_at=now() - 400 * DAY, revoked_by=other)

    assert substitutes.past_of(absent, on=TODAY) == [last]
    assert substitutes.past_of(hall.of(hall.school), on=TODAY) == []


def test_the_page_costs_the_same_for_one_and_many(
    hall: City, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    absent = hall.of(hall.office)
    client.force_login(absent)
    for number in (1, 3):
        for ago in range(number):
            days = {"valid_from": TODAY - (ago + 1) * DAY, "valid_to": TODAY - DAY}
            stand_in(absent, hall.of(hall.culture), organizations=[hall.office], **days)
        with django_assert_num_queries(17):
            client.get(PATH)


# ---- what the start page says ------------------------------------------------------------------


def test_the_start_page_names_limits_and_what_is_to_come(hall: City, client: Client) -> None:
    absent, other = hall.of(hall.treasury), hall.of(hall.culture)
    until = f"{TODAY + 7 * DAY:%d.%m.%Y}"
    stand_in(absent, other, scope=["fund"], organizations=[hall.treasury])
    later = {"valid_from": TODAY + DAY, "valid_to": TODAY + 7 * DAY}
    stand_in(absent, hall.of(hall.school), **later)

    limits = f"(nur: Finanzierung bestätigen; {hall.treasury})"
    assert substitutes.notices(absent) == [
        f"Bis {until} vertritt Sie {other}. {limits}",
        f"Ab {TODAY + DAY:%d.%m.%Y} bis {until} vertritt Sie {hall.of(hall.school)}.",
    ]
    assert substitutes.notices(hall.of(hall.school)) == [
        f"Sie vertreten {absent} ab {TODAY + DAY:%d.%m.%Y} bis {until}."
    ]
    client.force_login(other)
    assert f"Sie vertreten {absent} bis {until}. {limits}" in body(client.get("/"))

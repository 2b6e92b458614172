"""Tasks nobody can do: said where the office starts, by the tick, and to who goes away."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from core import access
from core.models import Absence, Measure, Person
from tests.factories import City, Walk, city
from workflow import absences, substitutes
from workflow.flows import MeasureFlow
from workflow.models import Task
from workflow.nodes import Ask
from workflow.refusals import StepRefused
from workflow.vacancies import (
    AUTHOR,
    NAMED,
    asks_another,
    key_of,
    left_by,
    measures_of,
    number,
    vacancies,
)

pytestmark = pytest.mark.django_db
TODAY = localdate()
DAY = dt.timedelta(days=1)
ASKS = [node for node in MeasureFlow.instance.nodes() if isinstance(node, Ask)]
WARNING = "In dieser Zeit ist für offene Aufgaben niemand da"


@pytest.fixture
def hall() -> City:
    return city()


def body(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def leave(*people: Person) -> None:
    Person.objects.filter(pk__in=[person.pk for person in people]).update(is_active=False)


def absent(person: Person, first: int, last: int) -> None:
    days = {"valid_from": TODAY + first * DAY, "valid_to": TODAY + last * DAY}
    absences.enter(by=person, person=person, **days)


def sent_back(hall: City) -> Walk:
    """Something waits for the lead that the office knows of."""
    walk = Walk(hall).submitted()
    walk.do("check", "send_back", hall.office, reason="Kosten fehlen.")
    return walk


# ---- where it is said --------------------------------------------------------------------------


def test_the_office_reads_the_number_where_it_starts(hall: City, client: Client) -> None:
    sent_back(hall)
    sent_back(hall)
    leave(*hall.people[hall.lead.pk])
    client.force_login(hall.of(hall.office))
    page = body(client.get("/"))
    client.force_login(hall.of(hall.culture))

    assert 'href="/unbesetzt/"> 2 Aufgaben kann heute niemand erledigen </a>' in page
    assert "niemand erledigen" not in body(client.get("/"))


def test_who_goes_away_is_told_of_their_own_tasks_alone(hall: City, client: Client) -> None:
    sent_back(hall)
    Walk(hall).submitted()
    leave(*hall.people[hall.lead.pk])
    leave(hall.of(hall.office, 1))
    person = hall.of(hall.office)
    absent(person, 0, 3)

    found = left_by(Absence.objects.get(), on=TODAY)
    assert [each.organization for each in found] == [hall.office]


def test_where_all_are_staffed_nothing_is_said(hall: City, client: Client) -> None:
    Walk(hall)
    client.force_login(hall.of(hall.office))

    assert "niemand erledigen" not in body(client.get("/"))


@pytest.mark.parametrize("args", [(), ("--dry-run",)])
def test_the_tick_says_the_number(hall: City, args: tuple[str, ...]) -> None:
    sent_back(hall)
    leave(*hall.people[hall.lead.pk])
    out = StringIO()

    call_command("tick", *args, stdout=out)

    assert "Aufgaben, die heute niemand erledigen kann: 1\n" in out.getvalue()


def test_the_page_names_measures_one_may_see_and_who_can_help(hall: City, client: Client) -> None:
    walks = [Walk(hall).submitted() for _number in range(NAMED + 2)]
    hidden, *others = [walk.measure for walk in walks]
    leave(*hall.people[hall.office.pk])
    reader = hall.of(hall.culture)
    access.join(person=reader, organization=hall.culture, role="coordinator")
    Measure.objects.exclude(pk=hidden.pk).update(office=hall.culture)
    last = others[-1]
    Task.objects.open().filter(process_id=last.pk).update(due_on=TODAY - DAY)
    client.force_login(reader)

    page = body(client.get("/unbesetzt/"))

    part = page.partition("<table")[2]
    assert part.count('href="/massnahmen/') == NAMED
    assert hidden.reference not in part
    assert part.index(last.reference) < part.index(others[0].reference)
    assert "Die Leitung der Stelle trägt eine Vertretung ein" in page


def test_a_measure_with_several_tasks_is_named_once(hall: City) -> None:
    walk = Walk(hall).submitted()
    again = Task.objects.open().get(process_id=walk.measure.pk)
    again.pk = None
    again.save()
    leave(*hall.people[hall.office.pk])
    reader = hall.of(hall.lead)

    (found,) = vacancies(on=TODAY)

    named = measures_of([found], reader=reader)[key_of(found)]
    assert (found.tasks, [each.pk for each in named]) == (2, [walk.measure.pk])


def test_the_page_costs_the_same_for_one_and_three(
    hall: City, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader = hall.of(hall.office)
    client.force_login(reader)
    for count in (1, 3):
        for _number in range(count):
            Walk(hall).submitted()
        Person.objects.exclude(pk=reader.pk).update(is_active=False)
        Measure.objects.update(office=hall.culture)
        Task.objects.update(owner_permission_obj=hall.culture)
        with django_assert_num_queries(15):
            assert "Unbesetzte Aufgaben" in body(client.get("/unbesetzt/"))
        Person.objects.update(is_active=True)


# ---- whose own work would be judged ------------------------------------------------------------


def in_the_office(hall: City, walk: Walk, person: Person) -> None:
    """The one who submitted it is the only one in the office."""
    leave(*hall.people[hall.office.pk])
    access.join(person=person, organization=hall.office, role="coordinator")
    Measure.objects.filter(pk=walk.measure.pk).update(submitted_by=person)


def test_who_would_check_what_she_submitted_is_nobody(hall: City, client: Client) -> None:
    walk, other = Walk(hall).submitted(), Walk(hall).submitted()
    person = hall.of(hall.school)
    in_the_office(hall, walk, person)
    out = StringIO()

    (found,) = vacancies(on=TODAY)
    with pytest.raises(CommandError, match="1 Aufgabe kann heute niemand"):
        call_command("vacancies", stdout=out)
    client.force_login(Person.objects.get(pk=person.pk))
    page = body(client.get("/unbesetzt/")).partition("<table")[2]

    assert (found.node, found.tasks, found.barred, number(on=TODAY)) == ("check", 1, [person], 1)
    said = f"Vier Augen: {person} darf das selbst nicht, auch nicht durch eine Vertretung."
    assert said in page
    assert said in out.getvalue()
    assert walk.measure.reference in page
    assert other.measure.reference not in page


def test_a_second_look_waits_for_nobody_until_somebody_else_is_there(hall: City) -> None:
    asker, colleague = hall.people[hall.office.pk]
    walk = Walk(hall).ready()
    data = {"reason": "Hochwasser.", "decided_by": "Verwaltungsausschuss", "legal_basis": "§ 89"}
    walk.take("urgent", hall.office, **data)
    leave(colleague)

    (found,) = [each for each in vacancies(on=TODAY) if each.node == "look_again"]
    assert found.four_eyes.startswith(f"Vier Augen: {asker} darf")
    with pytest.raises(StepRefused, match="Vier Augen"):
        walk.do("look_again", "look_again", hall.office)

    days = {"valid_from": TODAY, "valid_to": TODAY + DAY}
    substitutes.enter(by=asker, absent=asker, substitute=hall.of(hall.culture), **days)
    assert "look_again" in [each.node for each in vacancies(on=TODAY)]
    Person.objects.filter(pk=colleague.pk).update(is_active=True)
    assert vacancies(on=TODAY) == []


def test_only_what_waits_for_another_person_bars_anybody(hall: City) -> None:
    walk = Walk(hall).ready()
    in_the_office(hall, walk, hall.of(hall.school))

    assert vacancies(on=TODAY) == []


def test_who_goes_away_leaves_only_who_may_not(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    one, two = hall.people[hall.office.pk]
    Measure.objects.filter(pk=walk.measure.pk).update(submitted_by=two)
    assert vacancies(on=TODAY) == []

    assert WARNING in enter(client, one)


def test_the_authors_of_every_sub_record_are_known() -> None:
    """What a task under four eyes is about bars those its `authors` names, and nobody else."""
    asked = [node for node in ASKS if asks_another(node.actions) and node.item]
    known = {each.name.partition("__")[0] for each in AUTHOR.get_source_expressions()}

    assert known == {node.item for node in asked}
    for expression in AUTHOR.get_source_expressions():
        kind, _, name = expression.name.partition("__")
        row = Task._meta.get_field(kind).related_model(**{f"{name}_id": 7})
        assert row.authors == {7}


# ---- who goes away is warned -------------------------------------------------------------------


def enter(client: Client, person: Person, first: int = 0, last: int = 7) -> str:
    client.force_login(person)
    days = {"valid_from": TODAY + first * DAY, "valid_to": TODAY + last * DAY}
    sent = {name: f"{day:%d.%m.%Y}" for name, day in days.items()}
    path = "/vertretung/abwesend/"
    return body(client.post(path, {"person": person.pk} | sent, follow=True))


def test_who_leaves_nobody_behind_is_warned_and_away_all_the_same(
    hall: City, client: Client
) -> None:
    Walk(hall).submitted()
    first, second = hall.people[hall.office.pk]
    assert WARNING not in enter(client, first)

    page = enter(client, second)

    (task,) = vacancies(on=TODAY)
    assert f"{WARNING}: {task.title} ({hall.office}). Bitte tragen Sie" in page
    assert f"Eingetragen: {second} " in page


@pytest.mark.parametrize(
    ("first", "last", "warned"), [(3, 4, True), (-3, 0, True), (5, 9, True), (8, 9, False)]
)
def test_a_colleague_who_is_away_on_some_of_the_days_counts(
    hall: City, client: Client, first: int, last: int, warned: bool
) -> None:
    Walk(hall).submitted()
    one, two = hall.people[hall.office.pk]
    absent(two, first, last)

    assert (WARNING in enter(client, one)) is warned


def test_a_substitute_counts_until_their_last_day(hall: City, client: Client) -> None:
    Walk(hall).submitted()
    one, two = hall.people[hall.office.pk]
    absent(two, 0, 9)
    days = {"valid_from": TODAY, "valid_to": TODAY + 3 * DAY}
    substitutes.enter(by=two, absent=two, substitute=hall.of(hall.culture), **days)

    assert WARNING not in enter(client, one, 0, 3)
    assert WARNING in enter(client, one, 2, 4)


def test_a_substitute_counts_from_their_first_day(hall: City, client: Client) -> None:
    Walk(hall).submitted()
    one, two = hall.people[hall.office.pk]
    absent(two, 5, 9)
    days = {"valid_from": TODAY + 5 * DAY, "valid_to": TODAY + 9 * DAY}
    substitutes.enter(by=two, absent=two, substitute=hall.of(hall.culture), **days)

    assert WARNING not in enter(client, one, 5, 9)


def test_what_others_leave_open_is_no_fault_of_the_absent(hall: City, client: Client) -> None:
    Walk(hall)
    leave(*hall.people[hall.lead.pk])

    assert WARNING not in enter(client, hall.of(hall.culture))

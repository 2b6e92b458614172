"""Absence without a substitute: said where the person is looked for, and no right for anybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate, now

from core import access
from core.models import Absence, Person
from tests.factories import City, Walk, city
from workflow import absences, substitutes
from workflow.refusals import Forbidden, Hidden
from workflow.vacancies import vacancies

pytestmark = pytest.mark.django_db
TODAY = localdate()
DAY = dt.timedelta(days=1)
PAGE = "/vertretung/abwesend/"
UNTIL = f"{TODAY + 7 * DAY:%d.%m.%Y}"
WEEK = {"valid_from": TODAY, "valid_to": TODAY + 7 * DAY}


@pytest.fixture
def hall() -> City:
    return city()


def away(person: Person, **changes: Any) -> Absence:
    return absences.enter(by=person, person=person, **WEEK | changes)


def body(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def send(client: Client, by: Person, person: Person, **changes: Any) -> Any:
    days = {name: f"{day:%d.%m.%Y}" for name, day in WEEK.items()}
    client.force_login(by)
    return client.post(PAGE, {"person": person.pk, **days, "note": "Bitte ans Büro."} | changes)


# ---- entering and ending -----------------------------------------------------------------------


def test_it_is_entered_once_and_ended_at_once(hall: City, client: Client) -> None:
    person = hall.of(hall.office)
    for _click in range(2):
        assert send(client, person, person).status_code == 302
    row = Absence.objects.get()
    listed = body(client.get(PAGE))

    assert (row.person, row.entered_by, row.note) == (person, person, "Bitte ans Büro.")
    assert f"Eingetragen: {row}." in listed
    assert "Bitte ans Büro." in listed
    assert f"bis {UNTIL} als abwesend eingetragen, ohne Vertretung. Bitte ans" in body(
        client.get("/")
    )

    ended = body(client.post(f"{PAGE}{row.pk}/beenden/", follow=True))
    assert f"Die Abwesenheit von {person} ist beendet." in ended
    row.refresh_from_db()
    first = row.revoked_at
    client.post(f"{PAGE}{row.pk}/beenden/")
    row.refresh_from_db()
    assert (row.revoked_at, row.revoked_by) == (first, person)
    assert "als abwesend eingetragen" not in body(client.get("/"))
    assert absences.known_to(person, on=TODAY) == []


def test_heads_enter_it_for_their_people_and_nobody_for_others(hall: City, client: Client) -> None:
    head, other, stranger = hall.of(hall.lead), hall.of(hall.lead, 1), hall.of(hall.office)
    send(client, head, other)
    assert Absence.objects.get().person == other

    assert send(client, head, stranger).status_code == 422
    with pytest.raises(Forbidden):
        absences.enter(by=head, person=stranger, **WEEK)
    with pytest.raises(Hidden):
        absences.revoke(Absence.objects.get().pk, by=stranger)
    client.force_login(stranger)
    assert client.post(f"{PAGE}{Absence.objects.get().pk}/beenden/").status_code == 404
    assert Absence.objects.get().revoked_at is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid_to": "1.1.2020"}, "Der Tag liegt in der Vergangenheit."),
        ({"valid_from": "1.1.2099"}, "Die Abwesenheit endet vor ihrem Beginn."),
        ({"valid_from": ""}, "Dieses Feld"),
        ({"valid_to": "bald"}, "1 Angabe muss korrigiert werden"),
    ],
)
def test_a_fault_is_named_and_the_note_stays(
    hall: City, client: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = send(client, hall.of(hall.lead), hall.of(hall.lead), **changes)

    assert (answer.status_code, Absence.objects.count()) == (422, 0)
    assert sentence in body(answer)
    assert 'value="Bitte ans Büro."' in body(answer)


def test_it_cannot_end_before_it_begins(hall: City) -> None:
    person = hall.of(hall.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(
            person=person,
            valid_from=TODAY,
            valid_to=TODAY - DAY,
            entered_by=person,
            entered_at=now(),
        )


# ---- where it is said ----------------------------------------------------------------------------


def test_it_gives_nobody_a_right_and_takes_none(hall: City) -> None:
    people = list(Person.objects.all())
    before = [access.pairs(person) for person in people]
    away(hall.of(hall.office))

    assert [access.pairs(person) for person in Person.objects.all()] == before


def test_tasks_of_the_absent_wait_for_nobody_and_say_for_whom(hall: City, client: Client) -> None:
    Walk(hall).submitted()
    first, second = hall.people[hall.office.pk][:2]
    away(first, note="Bitte ans Bürgerbüro.")
    assert vacancies(on=TODAY) == []
    away(second)
    away(second, valid_to=TODAY + 9 * DAY)

    (found,) = vacancies(on=TODAY)
    client.force_login(first)
    page = body(client.get("/unbesetzt/"))

    assert [row.person for row in found.away] == [first, second]
    assert f"{first} ist bis {UNTIL} abwesend: Bitte ans Bürgerbüro." in page
    assert f"{second} ist bis {TODAY + 9 * DAY:%d.%m.%Y} abwesend." in page
    assert vacancies(on=TODAY + 10 * DAY) == []


def test_a_substitute_who_is_away_does_not_count(hall: City) -> None:
    Walk(hall).submitted()
    first, second = hall.people[hall.office.pk][:2]
    other = hall.of(hall.culture)
    away(second)
    substitutes.enter(by=first, absent=first, substitute=other, **WEEK)
    assert vacancies(on=TODAY) == []

    row = away(other)
    assert vacancies(on=TODAY) == []  # the absent person may still act themselves
    away(first)
    assert len(vacancies(on=TODAY)) == 1
    absences.revoke(row.pk, by=other)
    assert vacancies(on=TODAY) == []


def test_a_measure_says_who_is_away_of_those_it_waits_for(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    person, other = hall.of(hall.office), hall.of(hall.culture)
    away(person, note="Bitte an Herrn <b>Ahlers</b>.")
    away(other)
    away(hall.of(hall.office, 1), valid_from=TODAY + DAY)
    client.force_login(hall.of(hall.lead))

    page = body(client.get(f"/massnahmen/{walk.measure.reference}/"))

    said = f"{person} ist bis {UNTIL} abwesend: Bitte an Herrn &lt;b&gt;Ahlers&lt;/b&gt;."
    assert said in page
    assert page.count(" abwesend") == 1


def test_the_preview_and_a_mention_say_who_is_away(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    person = hall.of(hall.lead, 1)
    away(person, note="Bitte ans Büro.")
    client.force_login(hall.of(hall.office))
    path = f"/massnahmen/{walk.measure.reference}"
    answers = {"stand": walk.fresh.version, "reason": "Zu kurz.", "vorschau": "1"}

    preview = body(client.post(f"{path}/schritt/send_back/", answers))
    said = body(client.post(f"{path}/kommentar/", {"text": f"@{person}"}, follow=True))

    sentence = f"{person} ist bis {UNTIL} abwesend: Bitte ans Büro."
    assert preview.count(sentence) == 1
    assert f"Benachrichtigt: {person}." in said
    assert sentence in said


def test_whom_somebody_stands_in_for_reads_only_of_that(hall: City) -> None:
    person = hall.of(hall.office)
    away(person)
    before = absences.notices(person)
    substitutes.enter(by=person, absent=person, substitute=hall.of(hall.office, 1), **WEEK)

    assert (len(before), absences.notices(person)) == (1, [])


def test_a_draft_is_no_vacancy_before_it_is_submitted(hall: City) -> None:
    walk = Walk(hall)
    for number in (0, 1):
        away(hall.of(hall.lead, number))
    before = vacancies(on=TODAY)
    walk.submitted().do("check", "send_back", hall.office, reason="Kosten fehlen.")

    assert (before, [each.node for each in vacancies(on=TODAY)]) == ([], ["propose"])


@pytest.mark.parametrize("key", ["9" * 19, "x", "-1"])
def test_numbers_of_nothing_are_a_fault_of_the_form(hall: City, client: Client, key: str) -> None:
    days = {name: f"{day:%d.%m.%Y}" for name, day in WEEK.items()}
    person = hall.of(hall.lead)
    client.force_login(person)
    assert client.post(PAGE, {"person": key, **days}).status_code == 422
    about = {"absent": person.pk, "substitute": hall.of(hall.lead, 1).pk, **days}
    for name in ("organizations", "substitute", "absent"):
        assert client.post("/vertretung/", about | {name: key}).status_code == 422

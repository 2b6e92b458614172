"""Calendars to subscribe to: own deadlines, sittings, stable and revocable."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate
from icalendar import Calendar, Event

from core import access
from core.models import Measure, Meeting, Person
from tests.factories import City, Walk, city
from workflow import attention, digest, substitutes

pytestmark = pytest.mark.django_db
TODAY = localdate()
SOON = TODAY + dt.timedelta(days=10)


@pytest.fixture
def hall() -> City:
    return city()


def events(client: Client, path: str) -> dict[str, Event]:
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    return {str(each["uid"]).partition("@")[0]: each for each in calendar.walk("VEVENT")}


def named(measure: Measure) -> str:
    return f"{measure.reference} {measure.title}"


def own(person: Person) -> str:
    return f"/kalender/{access.issue_feed(person)}.ics"


def asked(hall: City, **changes: Any) -> Walk:
    walk = Walk(hall, **changes).submitted()
    units = [hall.culture, hall.school]
    walk.do("check", "request_cosignatures", hall.office, organizations=units, due_on=SOON)
    return walk


def sitting(hall: City, **changes: Any) -> Meeting:
    said = {"organization": hall.council, "day": SOON, "room": "Ratssaal"} | changes
    return Meeting.objects.create(**said)


def test_own_deadlines_without_logging_in_and_only_those(hall: City, client: Client) -> None:
    walk = asked(hall)

    (event,) = events(client, own(hall.of(hall.culture))).values()

    assert str(event["summary"]) == f"Frist: Mitzeichnen: {named(walk.fresh)}"
    assert (event["dtstart"].dt, event["sequence"]) == (SOON, walk.fresh.version)
    assert str(event["url"]).endswith(f"/massnahmen/{walk.fresh.reference}/")
    assert events(client, own(hall.of(hall.lead))) == {}


def test_the_same_task_keeps_its_name_and_its_number_grows(hall: City, client: Client) -> None:
    walk, path = asked(hall), own(hall.of(hall.culture))
    before = events(client, path)

    walk.do("cosign", "cosign", hall.school, holder=hall.school, answer="approve")

    after = events(client, path)
    assert before.keys() == after.keys()
    (name,) = after
    assert after[name]["sequence"] > before[name]["sequence"]


def test_own_reminders_until_they_are_settled(hall: City, client: Client) -> None:
    measure, person = Walk(hall).fresh, hall.of(hall.lead)
    Measure.objects.filter(pk=measure.pk).update(public=True)
    row = attention.put_before(person, measure, SOON, "Angebot prüfen")
    attention.put_before(hall.of(hall.lead, 1), measure, SOON, "Geheim")
    path = own(person)

    first, again = events(client, path), events(client, path)

    assert list(first) == list(again) == [f"wiedervorlage-{row.pk}"]
    (event,) = first.values()
    assert str(event["summary"]) == f"Wiedervorlage: {named(measure)} – Angebot prüfen"
    assert (event["dtstart"].dt, event["transp"]) == (SOON, "TRANSPARENT")
    assert str(event["url"]).endswith(f"/massnahmen/{measure.reference}/")
    attention.settle(row.pk, by=person)
    assert events(client, path) == {}


def test_the_page_says_first_that_a_new_address_ends_the_old(hall: City, client: Client) -> None:
    client.force_login(hall.of(hall.culture))
    ends = "Eine neue Adresse beendet die bisherige"
    assert ends not in client.get("/kalender/").content.decode()

    access.issue_feed(hall.of(hall.culture))

    before, said, after = client.get("/kalender/").content.decode().partition(ends)
    assert (said, "Neue Adresse anlegen" in before) == (ends, False)
    assert "Neue Adresse anlegen" in after


def test_the_settings_lead_to_the_calendar(hall: City, client: Client) -> None:
    client.force_login(hall.of(hall.culture))

    assert 'href="/kalender/"' in client.get("/mitteilungen/einstellungen/").content.decode()


def test_of_a_non_public_measure_no_word_is_said(hall: City, client: Client) -> None:
    asked(hall, public=False, title="Kanarienvogel")
    path = own(hall.of(hall.culture))

    assert "Kanarienvogel" not in client.get(path).content.decode()
    assert len(events(client, path)) == 1
    Measure.objects.update(title="Kanarienvogel")
    assert "Kanarienvogel" not in client.get(own(hall.of(hall.lead))).content.decode()


@pytest.mark.parametrize("public", [True, False])
def test_whoever_stands_in_reads_for_whom(hall: City, client: Client, public: bool) -> None:
    """In the calendar and in the digest alike; one's own tasks name nobody."""
    walk = asked(hall, public=public, title="Kanarienvogel")
    absent, substitute = hall.of(hall.culture), hall.of(hall.council)
    days = {"valid_from": TODAY, "valid_to": TODAY}
    substitutes.enter(by=absent, absent=absent, substitute=substitute, **days)
    name = named(walk.fresh) if public else "nichtöffentlich"

    (event,) = events(client, own(hall.of(hall.council))).values()
    (line,) = digest.waiting(hall.of(hall.council)).lines

    assert str(event["summary"]) == f"Frist: Mitzeichnen: {name} (in Vertretung für {absent})"
    assert line.text == f"Mitzeichnen: {name} (in Vertretung für {absent})"
    assert "Vertretung" not in digest.waiting(hall.of(hall.culture)).lines[0].text


def test_sittings_of_ones_bodies_with_moves_and_cancellations(hall: City, client: Client) -> None:
    meeting, path = sitting(hall, begins=dt.time(15)), own(hall.of(hall.council))
    sitting(hall, organization=hall.committee)
    (first,) = events(client, path).values()
    assert (first["status"], first["location"]) == ("CONFIRMED", "Ratssaal")
    assert first["dtstart"].dt.astimezone(dt.UTC).date() == SOON
    assert first["dtend"].dt - first["dtstart"].dt == dt.timedelta(hours=2)

    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled", version=meeting.version + 1)

    (later,) = events(client, path).values()
    assert (later["uid"], later["status"]) == (first["uid"], "CANCELLED")
    assert later["sequence"] > first["sequence"]


def test_the_sittings_of_a_body_are_open_to_all(hall: City, client: Client) -> None:
    sitting(hall)
    joint = sitting(hall, organization=hall.committee, day=TODAY)
    joint.joint_with.add(hall.council)

    found = events(client, f"/gremien/{hall.council.pk}.ics")

    assert [each["dtstart"].dt for each in found.values()] == [TODAY, SOON]
    assert client.get(f"/gremien/{hall.lead.pk}.ics").status_code == 404
    assert client.get("/gremien/999999.ics").status_code == 404


def test_the_address_is_shown_once_and_ends_when_told(hall: City, client: Client) -> None:
    client.force_login(hall.of(hall.culture))
    made = client.post("/kalender/").content.decode()
    (path,) = re.findall(r"(/kalender/[\w-]{40,}\.ics)", made)
    assert Client().get(path).status_code == 200
    assert path not in client.get("/kalender/").content.decode()

    again = client.post("/kalender/").content.decode()
    (second,) = re.findall(r"(/kalender/[\w-]{40,}\.ics)", again)
    assert (Client().get(path).status_code, Client().get(second).status_code) == (404, 200)
    client.post("/kalender/beenden/")
    assert Client().get(second).status_code == 404


def test_of_somebody_who_left_it_answers_no_more(hall: City, client: Client) -> None:
    person = hall.of(hall.culture)
    path = own(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get(path).status_code == 404
    assert client.get("/kalender/erfunden.ics").status_code == 404


def test_addresses_of_ones_bodies_are_listed(hall: City, client: Client) -> None:
    client.force_login(hall.of(hall.council))

    assert f"/gremien/{hall.council.pk}.ics" in client.get("/kalender/").content.decode()

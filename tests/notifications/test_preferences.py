"""How often a person gets mail: defaults by role, their own page, leaving the digests."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from core.models import Membership, Person
from notifications.models import MailTimes, Preference
from notifications.preferences import Wishes, default_for, stop_digests
from notifications.topics import Topic
from notifications.unsubscribing import unsubscribe_url
from tests.factories import City

Role = Membership.Role
PAGE = "/mitteilungen/einstellungen/"


def frequencies(person: Person) -> dict[str, str]:
    wishes = Wishes([person])
    return {topic.value: wishes.frequency(person, topic).value for topic in Topic}


def said(person: Person, **changes: Any) -> dict[str, Any]:
    times = {"digest_at": "07:30", "weekly_on": 0, "quiet_from": "", "quiet_to": ""}
    return frequencies(person) | times | {"language": "de"} | changes


@pytest.fixture
def lead(hall: City, client: Client) -> Person:
    person = hall.of(hall.lead)
    client.force_login(person)
    return person


@pytest.mark.parametrize(
    ("roles", "topic", "frequency"),
    [
        ([], Topic.MONEY, "immediate"),
        ([Role.MEMBER], Topic.MONEY, "weekly"),
        ([Role.MEMBER], Topic.TASK, "immediate"),
        ([Role.HEAD], Topic.WORK, "daily"),
        ([Role.HEAD, Role.MEMBER], Topic.WORK, "daily"),
        ([Role.HEAD, Role.CLERK], Topic.WORK, "immediate"),
        ([], Topic.FOLLOWED, "daily"),
        ([Role.COORDINATOR], Topic.FOLLOWED, "daily"),
        ([Role.MEMBER], Topic.FOLLOWED, "weekly"),
        ([Role.MEMBER], Topic.MENTION, "immediate"),
        ([Role.HEAD], Topic.MENTION, "immediate"),
    ],
)
def test_of_several_roles_the_most_frequent_counts(
    roles: list[str], topic: Topic, frequency: str
) -> None:
    assert default_for(roles, topic) == frequency


def test_what_is_chosen_is_kept_and_a_default_stays_one(lead: Person, client: Client) -> None:
    changes = {"money": "weekly", "quiet_from": "19:00", "quiet_to": "6:30", "language": "en"}

    answer = client.post(PAGE, said(lead, working_days_only="on", **changes))

    times, lead = MailTimes.objects.get(), Person.objects.get(pk=lead.pk)
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    assert list(Preference.objects.values_list("topic", "frequency")) == [("money", "weekly")]
    assert (times.person, times.quiet_from, times.quiet_to) == (lead, dt.time(19), dt.time(6, 30))
    assert (times.working_days_only, lead.language) == (True, "en")
    assert 'value="19:00"' in client.get(PAGE).content.decode()


def test_the_page_goes_on_in_the_language_it_is_read_in(lead: Person, client: Client) -> None:
    page = client.post(PAGE, said(lead, language="en"), follow=True).content.decode()

    assert "Die Einstellungen sind gespeichert." in page
    assert '<html lang="de">' in page


def test_times_are_read_as_people_write_them(lead: Person, client: Client) -> None:
    client.post(PAGE, said(lead, digest_at="8.15", quiet_from="19.00", quiet_to="7 Uhr"))

    times = MailTimes.objects.get()
    assert (times.digest_at, times.quiet_from) == (dt.time(8, 15), dt.time(19))
    assert times.quiet_to == dt.time(7)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"task": "off"}, "gültige Auswahl"),
        ({"deadline": "off"}, "gültige Auswahl"),
        ({"quiet_from": "19:00"}, "Bitte Anfang und Ende der Ruhezeit nennen."),
        ({"quiet_from": "19:00", "quiet_to": "19:00"}, "sind gleich. Bitte eine Zeitspanne"),
        ({"quiet_to": "25 Uhr"}, "Bitte geben Sie eine Uhrzeit ein, zum Beispiel 16:00."),
        ({"weekly_on": "6"}, "gültige Auswahl"),
    ],
)
def test_a_fault_is_named_and_nothing_is_lost(
    lead: Person, client: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = client.post(PAGE, said(lead, digest_at="08:15", **changes))

    assert (answer.status_code, Preference.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()
    assert 'value="08:15"' in answer.content.decode()


@pytest.mark.parametrize(
    ("chosen", "followed"),
    [
        ({"proposal": "off", "decision": "off", "money": "off", "work": "off"}, "off"),
        ({"proposal": "off", "decision": "off", "money": "off"}, "daily"),
        ({"proposal": "off", "decision": "off", "money": "off", "work": "weekly"}, "daily"),
    ],
)
def test_news_of_what_one_follows_come_as_all_news_had_been_chosen(
    lead: Person, chosen: dict[str, str], followed: str
) -> None:
    for topic, frequency in chosen.items():
        Preference.objects.create(person=lead, topic=topic, frequency=frequency)

    for _twice in range(2):
        import_module("notifications.migrations.0009_followed_as_before").carry_over(apps, None)

    assert frequencies(lead)["followed"] == followed


def test_settings_ask_to_log_in(db: None, client: Client) -> None:
    assert client.get(PAGE).status_code == 302


# ---- leaving the digests ---------------------------------------------------------------------


def collected(person: Person) -> None:
    for topic in ("task", "money", "work"):
        Preference.objects.create(person=person, topic=topic, frequency="daily")


def test_digests_end_but_never_tasks(lead: Person) -> None:
    collected(lead)

    assert stop_digests(lead) == [Topic.MONEY, Topic.WORK, Topic.FOLLOWED]
    found = frequencies(lead)
    assert (found["task"], found["money"], found["decision"]) == ("daily", "off", "immediate")
    assert stop_digests(lead) == []


def test_one_click_without_logging_in_ends_them(hall: City) -> None:
    person, client = hall.of(hall.lead), Client(enforce_csrf_checks=True)
    collected(person)
    address = unsubscribe_url(person).partition("//")[2].partition("/")[2]

    page = client.get(f"/{address}")
    assert (page.status_code, frequencies(person)["money"]) == (200, "daily")
    answer = client.post(f"/{address}", {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, frequencies(person)["money"]) == (200, "off")
    said = answer.content.decode()
    assert "Finanzierung" in said
    assert f'href="{PAGE}"' in said


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_never_given_out_ends_nothing(hall: City, client: Client, method: str) -> None:
    person = hall.of(hall.lead)
    collected(person)
    forged = reverse("unsubscribe", args=[f"{person.pseudonym}:abc"])

    assert getattr(client, method)(forged).status_code == 404
    assert frequencies(person)["money"] == "daily"


def test_somebody_who_left_has_no_address(hall: City, client: Client) -> None:
    person = hall.of(hall.lead)
    address = unsubscribe_url(person).partition("//")[2].partition("/")[2]
    Person.objects.filter(pk=person.pk).update(is_active=False)

    assert client.post(f"/{address}").status_code == 404

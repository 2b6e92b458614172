"""The handbook says what the law says."""

import datetime as dt
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from core.lifecycle import steps
from core.models import ClosedDays, DeadlineRule, Membership, Organization, Person
from core.rules import RULES
from core.steps import FINAL, Status
from workflow.views.handbook import leads_to


@pytest.fixture
def handbook(client: Client, db: None) -> str:
    client.force_login(Person.objects.create(username="neu"))
    answer = client.get(reverse("handbook"))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_every_state_step_rule_and_role_is_explained(handbook: str) -> None:
    said = [
        *(status.label for status in Status),
        *(step.label for step in steps().values()),
        *(step.explanation for step in steps().values()),
        *(rule.sentence for rule in RULES.values()),
        *RULES,
        *(role.label for role in Membership.Role),
    ]

    assert [str(each) for each in said if str(each) not in handbook] == []


def test_deadlines_and_free_days_of_today_are_listed(client: Client, db: None) -> None:
    today = localdate()
    unit = Organization.objects.create(kind="office", code="15.2", name="Büro")
    facts = {"working_days": 7, "valid_from": today}
    DeadlineRule.objects.create(duty="check", organization=unit, reason="Weisung 1", **facts)
    DeadlineRule.objects.create(duty="release", reason="Weisung 2", valid_to=today, **facts)
    facts |= {"valid_to": today - dt.timedelta(days=1), "valid_from": dt.date(2020, 1, 1)}
    DeadlineRule.objects.create(duty="close", reason="Weisung 3", **facts)
    ClosedDays.objects.create(begins_on=today, ends_on=today, reason="Betriebsausflug")
    client.force_login(Person.objects.create(username="neu"))
    text = unescape(client.get(reverse("handbook")).content.decode())

    shown = ("Weisung 1", "Weisung 2", "Betriebsausflug", "Tag der Deutschen Einheit")
    assert [word for word in shown if word not in text] == []
    assert "Weisung 3" not in text


@pytest.mark.parametrize(
    ("word", "section"),
    [("Unbesetzt", "roles"), ("Umsetzungsbericht", "way"), ("benachrichtigt würde", "letters")],
)
def test_a_word_of_the_pages_is_explained_where_one_looks(
    handbook: str, word: str, section: str
) -> None:
    place = handbook.partition(f'id="{section}"')[2].partition("<h2")[0]

    assert word in place


def test_picture_stands_beside_the_tables(handbook: str) -> None:
    assert handbook.count('class="lz-lifecycle"') == 1


def test_handbook_takes_a_login_and_a_get(client: Client, db: None) -> None:
    address = reverse("handbook")
    assert client.get(address)["Location"] == f"{reverse('login')}?next={address}"
    client.force_login(Person.objects.create(username="neu"))

    assert client.post(address).status_code == 405


def test_state_says_how_it_goes_on() -> None:
    assert leads_to(Status.PAUSED).startswith("weiter durch: Fortsetzen")
    assert {leads_to(status).partition(":")[0] for status in FINAL} == {"Ende"}

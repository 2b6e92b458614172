"""The handbook says what the law says."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from core.lifecycle import steps
from core.models import Membership, Person
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

"""A form sent after the login changed is not done, and what was typed is given back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from core.models import Measure
from tests.factories import City, city

HERE = {"HTTP_ORIGIN": "http://testserver"}
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
TYPED = {"title": "Über <Brücken> gehen", "description": "Zwei Zeilen\nmit „Zitat“."}


@pytest.fixture
def hall(db: None) -> City:
    return city()


def given_back(answer: Any) -> dict[str, str]:
    return {name: unescape(value) for name, value in FIELD.findall(answer.content.decode())}


def test_a_proposal_survives_the_end_of_the_session(hall: City, client: Client) -> None:
    fields = TYPED | {"lead": str(hall.lead.pk), "plan": str(hall.plan.pk)}
    answer = client.post("/massnahmen/neu/", fields, **HERE)

    again = given_back(answer)
    assert answer.status_code == 403
    assert {name: again[name] for name in fields} == fields
    assert "In einem neuen Fenster anmelden" in answer.content.decode()
    assert not Measure.objects.exists()


def test_a_form_with_an_old_token_can_be_sent_again(hall: City) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(hall.of(hall.lead))
    rows = {f"cost_lines-{each}": "0" for each in ("TOTAL_FORMS", "INITIAL_FORMS")}
    facts = {"lead": str(hall.lead.pk), "plan": str(hall.plan.pk), "urgency": "normal"}
    fields = TYPED | rows | facts

    refused = client.post("/massnahmen/neu/", fields | {"csrfmiddlewaretoken": "alt"}, **HERE)
    fresh = given_back(refused)
    taken = client.post("/massnahmen/neu/", fresh, **HERE)

    assert (refused.status_code, taken.status_code) == (403, 302)
    assert Measure.objects.get().title == TYPED["title"]


def test_what_another_site_sends_is_not_offered_again(hall: City) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(hall.of(hall.lead))
    answer = client.post("/massnahmen/neu/", TYPED, HTTP_ORIGIN="https://boese.example")

    assert answer.status_code == 403
    assert "Brücken" not in answer.content.decode()
    assert "<form" not in answer.content.decode().split("<main")[1]


def test_no_password_is_given_back(hall: City) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/anmelden/", {"username": "a", "password": "sehr geheim"}, **HERE)

    assert answer.status_code == 403
    assert "sehr geheim" not in answer.content.decode()


def test_no_password_of_another_form_is_given_back(hall: City) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(hall.of(hall.lead))
    secret = {"password1": "sehr geheim", "old_password": "auch geheim", "note": "Bitte bald."}
    page = client.post("/admin/core/person/1/password/", secret, **HERE).content.decode()

    assert "geheim" not in page
    assert "Bitte bald." in page


def test_a_pasted_paper_survives_the_end_of_the_session(hall: City, client: Client) -> None:
    text = "Informationsdrucksache\nNr. 0001/2026"
    answer = client.post("/drucksachen/einlesen/", {"text": text}, **HERE)

    assert (answer.status_code, given_back(answer)["text"]) == (403, text)

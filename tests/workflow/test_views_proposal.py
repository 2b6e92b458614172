"""Proposing a measure on its page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from core.models import Measure
from tests.factories import City, city

pytestmark = pytest.mark.django_db
NEW = "/massnahmen/neu/"


@pytest.fixture
def hall() -> City:
    return city()


def fields(hall: City, **values: Any) -> dict[str, Any]:
    return {
        "lead": hall.lead.pk,
        "plan": hall.plan.pk,
        "title": "Portal",
        "urgency": "normal",
        "cost_lines-TOTAL_FORMS": 1,
        "cost_lines-INITIAL_FORMS": 0,
        "cost_lines-0-year": "2027",
        "cost_lines-0-kind": "expense",
        "cost_lines-0-amount": "1.234,50 €",
        "vorgang": "abc",
    } | values


def test_a_draft_is_saved_and_shown_with_a_message(hall: City, client: Client) -> None:
    client.force_login(hall.of(hall.lead))
    form = client.get(NEW).content.decode()

    answer = client.post(NEW, fields(hall), follow=True)

    measure = Measure.objects.get()
    assert re.search(r'name="vorgang" value="[0-9a-f]{16}"', form)
    assert answer.redirect_chain == [(f"/massnahmen/{measure.reference}/", 302)]
    assert f"Der Entwurf {measure.reference} ist gespeichert." in answer.content.decode()
    assert (measure.status, measure.total_need) == ("draft", measure.cost_lines.get().amount)


def test_sent_twice_makes_one_measure(hall: City, client: Client) -> None:
    client.force_login(hall.of(hall.lead))

    first, second = (client.post(NEW, fields(hall, vorgang="twice")) for _time in range(2))
    other = client.post(NEW, fields(hall, vorgang="other"))

    assert first.headers["Location"] == second.headers["Location"] != other.headers["Location"]
    assert Measure.objects.count() == 2


def test_an_empty_form_names_every_fault_and_keeps_what_was_typed(
    hall: City, client: Client
) -> None:
    client.force_login(hall.of(hall.lead))

    answer = client.post(NEW, {"description": "Für Gäste <b>aller</b> Länder"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fehler:" in re.sub(r"\s+", " ", page)
    assert "Federführung: Dieses Feld ist zwingend erforderlich." in page
    assert "Titel: Dieses Feld ist zwingend erforderlich." in page
    assert "Für Gäste &lt;b&gt;aller&lt;/b&gt; Länder" in page
    assert not Measure.objects.exists()


@pytest.mark.parametrize("text", ["\x00", "ẞ🏛️" * 200, "x" * 100_000])
def test_strange_titles_are_faults_and_never_an_error(
    hall: City, client: Client, text: str
) -> None:
    client.force_login(hall.of(hall.lead))

    assert client.post(NEW, fields(hall, title=text)).status_code == 422


def test_who_may_not_propose_is_told_so(hall: City, client: Client) -> None:
    client.force_login(hall.of(hall.council))

    answer = client.get(NEW)

    assert answer.status_code == 403
    assert "Fachbereiche und koordinierendes Büro" in answer.content.decode()


def test_a_right_lost_meanwhile_frees_the_page(hall: City, client: Client) -> None:
    """The office may write for any unit, until its concept is another office's."""
    client.force_login(hall.of(hall.office))
    type(hall.plan).objects.create(title="Klima", office=hall.office, treasury=hall.treasury)
    type(hall.plan).objects.filter(pk=hall.plan.pk).update(office=hall.culture)

    refused = client.post(NEW, fields(hall, vorgang="lost"))
    type(hall.plan).objects.filter(pk=hall.plan.pk).update(office=hall.office)
    again = client.post(NEW, fields(hall, vorgang="lost"))

    assert (refused.status_code, again.status_code) == (403, 302)
    assert Measure.objects.count() == 1

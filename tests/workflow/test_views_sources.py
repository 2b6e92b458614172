"""What is known of a source can be read: on its measure and where the treasury judges it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from core.models import FundingSource
from tests.factories import City, Walk, city, costs
from workflow.views import sources

from .test_sources import asked, decided, item_of, note, row, source
from .test_views_step import body_of

pytestmark = pytest.mark.django_db
YEAR = localdate().year
TODAY = f"{localdate():%d.%m.%Y}"


@pytest.fixture
def hall() -> City:
    return city()


def enter(client: Client, hall: City, name: str) -> Client:
    client.force_login(hall.of(getattr(hall, name)))
    return client


def page_of(client: Client, walk: Walk, ending: str = "") -> Any:
    answer = client.get(f"/massnahmen/{walk.measure.reference}/{ending}")
    assert answer.status_code == 200
    return answer


def judged(hall: City) -> Walk:
    """A grant with its notice, confirmed under a condition, then without one; some is drawn."""
    walk = decided(hall, row(share=Decimal("33.50"), budget_item=item_of(100_000)))
    walk.take("attach", hall.lead, title="Bescheid", file=ContentFile(b"B", name="bescheid.txt"))
    proof = {"evidence_document": walk.measure.documents.get(), "proof_due": dt.date(YEAR, 12, 1)}
    note(walk, "granted", evidence="Bescheid vom Land", **proof)
    about = {"source": source(walk), "answer": "conditional", "condition": "Nur mit Beschluss"}
    walk.take("confirm_source", hall.treasury, **about)
    walk.take("confirm_source", hall.treasury, 1, source=source(walk), answer="confirm")
    note(walk, "drawn", evidence="Abruf 1", drawn_amount=Decimal(30000))
    return walk


def told(facts: Any) -> dict[str, str]:
    return {str(label): str(value) for label, value in facts}


def test_the_measure_tells_all_of_a_source(hall: City, client: Client) -> None:
    walk, first, second = judged(hall), hall.of(hall.treasury), hall.of(hall.treasury, 1)
    page = page_of(enter(client, hall, "lead"), walk)

    (found,) = page.context["source_details"]
    document = walk.measure.documents.get()
    assert "Einzelheiten zu CERV" in body_of(page)
    assert told(found["facts"]) == {
        "Aktenzeichen des Bescheids": "AZ 4711",
        "Bescheid vom": f"01.01.{YEAR}",
        "Bewilligungszeitraum": f"01.01.{YEAR} bis 01.01.{YEAR + 9}",
        "Anteil": "33,5\xa0%",
        "Verwendungsnachweis bis": f"01.12.{YEAR}",
        "Haushaltsposition": "57101 Wirtschaftsförderung",
        "Nachweis": "Abruf 1",
        "Unterlage": f'<a class="kern-link" href="/dokumente/{document.pk}/">Bescheid</a>',
        "Bisher bestätigt": (
            f"{TODAY}, {first}: unter Vorbehalt bestätigt ({YEAR}: 50.000,00\xa0€). "
            f"Nur mit Beschluss<br>{TODAY}, {second}: bestätigt ({YEAR}: 50.000,00\xa0€)"
        ),
        "Abrufe": f"{TODAY}: 30.000,00\xa0€ (Abruf 1)",
    }


def test_the_treasury_reads_notice_and_period_before_it_judges(hall: City, client: Client) -> None:
    walk = decided(hall, row(application_due=localdate()))
    note(walk, "granted")
    key = source(walk).pk

    page = page_of(
        enter(client, hall, "treasury"), walk, f"schritt/confirm_source/?gegenstand={key}"
    )

    about = told(page.context["about"])
    assert about["Aktenzeichen des Bescheids"] == "AZ 4711"
    assert about["Bewilligungszeitraum"].startswith(f"01.01.{YEAR} bis")
    assert about["Beträge"] == f"{YEAR}: 50.000,00\xa0€"


def test_what_only_the_decision_secured_names_nobody(hall: City) -> None:
    walk = decided(hall, row(kind="over_plan", cover="Minderaufwand", amounts=[]))

    assert told(sources.facts(source(walk))) == {
        "Deckung durch": "Minderaufwand",
        "Bisher bestätigt": f"{TODAY}: durch den Beschluss gesichert",
    }


def test_a_source_of_which_nothing_is_known_has_no_details(hall: City) -> None:
    walk = asked(hall, row())

    assert sources.details(walk.fresh) == []


def test_the_page_asks_the_database_the_same_for_many_sources(hall: City, client: Client) -> None:
    def queries(walk: Walk) -> int:
        with CaptureQueriesContext(connection) as caught:
            page_of(client, walk)
        return len(caught)

    enter(client, hall, "lead")
    one, three = (confirmed(hall, number) for number in (1, 3))
    queries(one)

    assert queries(three) == queries(one)
    assert FundingSource.objects.filter(confirmations__said_by__isnull=False).count() == 4


def confirmed(hall: City, number: int) -> Walk:
    """A measure with so many confirmed sources, of each of which some is drawn."""
    rows = [row(name=f"Quelle {each}", kind="own_share") for each in range(number)]
    walk = Walk(hall, cost_lines=costs(50000 * number))
    walk.take("edit_sources", hall.lead, sources=rows)
    walk.ready(hall.treasury)
    for each in walk.fresh.funding:
        walk.take("confirm_source", hall.treasury, source=each, answer="confirm")
        about = {"source": each, "what": "drawn", "evidence": "Abruf"}
        walk.take("note_grant", hall.lead, **about, drawn_amount=Decimal(5))
    return walk

"""The list of measures: what is shown to whom, in which order, and as a table."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.models import Measure
from tests.factories import City, Walk, city

pytestmark = pytest.mark.django_db
QUERIES = 11


@pytest.fixture
def hall() -> City:
    return city()


def order(page: str, *titles: str) -> list[str]:
    return sorted(titles, key=page.index)


def test_the_list_shows_what_one_may_see(hall: City, client: Client) -> None:
    Walk(hall, title="Nur ein Entwurf")
    client.force_login(hall.of(hall.lead))
    mine = client.get("/massnahmen/").content.decode()
    client.force_login(hall.of(hall.culture))
    theirs = client.get("/massnahmen/").content.decode()

    assert "Nur ein Entwurf" in mine
    assert "Nur ein Entwurf" not in theirs
    assert "Keine Maßnahme gefunden" in theirs


def test_only_who_may_propose_is_offered_it(hall: City, client: Client) -> None:
    client.force_login(hall.of(hall.lead))
    lead = client.get("/massnahmen/").content.decode()
    client.force_login(hall.of(hall.council))
    council = client.get("/massnahmen/").content.decode()

    assert "Maßnahme vorschlagen" in lead
    assert "Maßnahme vorschlagen" not in council


def test_the_list_is_narrowed_and_ordered_by_the_address(hall: City, client: Client) -> None:
    Walk(hall, title="Ahorn", planned_to=dt.date(2028, 1, 1))
    Walk(hall, title="Zeder", planned_to=dt.date(2027, 1, 1)).submitted()
    client.force_login(hall.of(hall.lead))

    def page(query: str) -> str:
        return client.get(f"/massnahmen/?{query}").content.decode()

    assert order(page(""), "Ahorn", "Zeder") == ["Zeder", "Ahorn"]
    assert order(page("sort=title"), "Ahorn", "Zeder") == ["Ahorn", "Zeder"]
    assert order(page("sort=-title"), "Ahorn", "Zeder") == ["Zeder", "Ahorn"]
    assert order(page("sort=end"), "Ahorn", "Zeder") == ["Zeder", "Ahorn"]
    assert order(page("sort=-seal"), "Ahorn", "Zeder") == ["Zeder", "Ahorn"]
    assert "Ahorn" not in page("status=checking")
    assert "Ahorn" not in page("text=zeder")
    assert "Ahorn" in page(f"field={hall.field.pk}&lead={hall.lead.pk}&text=%00")


@pytest.mark.parametrize("number", [1, 50])
def test_the_list_costs_the_same_for_one_and_fifty(
    hall: City, client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    model = Walk(hall).measure
    copies = [Measure.objects.get(pk=model.pk) for _number in range(number - 1)]
    for index, copy in enumerate(copies):
        copy.pk, copy.reference = None, f"M-2020-{index:03d}"
    Measure.objects.bulk_create(copies)
    client.force_login(hall.of(hall.lead))

    with django_assert_num_queries(QUERIES):
        page = client.get("/massnahmen/").content.decode()

    assert page.count("Standortportal in fünf Sprachen") == min(number, 25)


def test_the_table_is_for_a_spreadsheet_and_harmless(hall: City, client: Client) -> None:
    Walk(hall, title='=HYPERLINK("x")', planned_from=dt.date(2027, 3, 1))
    client.force_login(hall.of(hall.lead))

    answer = client.get("/massnahmen/liste.csv?text=hyper")
    head, row = b"".join(answer).decode("utf-8-sig").splitlines()

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="massnahmen-')
    assert head.startswith("Nummer;Titel;Stand;Federführung;Handlungsfeld;Geplanter Beginn")
    assert '"\'=HYPERLINK(""x"")";Entwurf;23 Fachbereich Wirtschaft' in row
    assert row.endswith(";01.03.2027;")

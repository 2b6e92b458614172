"""The list of measures: what is shown to whom, in which order, and as a table."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from core.models import Measure, ProgressReport
from tests.factories import City, Walk, city, costs

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


def test_the_list_is_narrowed_to_what_a_bar_counts(hall: City, client: Client) -> None:
    plain = Walk(hall, title="Ahorn", cost_lines=costs(70, 2031)).submitted()
    Walk(hall, title="Birke").implementing()
    Measure.objects.filter(title="Birke").update(field=None)
    gone = Walk(hall, title="Zeder")
    gone.take("withdraw", hall.lead, reason="Erledigt.")
    source = plain.measure.sources.create(name="Land", kind="grant")
    source.amounts.create(year=2032, amount=5)
    source.drawings.create(drawn_on=dt.date(2033, 5, 1), amount=5, reference="1")
    ProgressReport.objects.create(
        measure=plain.measure,
        light="red",
        text="Hakt.",
        state="approved",
        written_at=now(),
        written_by=hall.of(hall.lead),
    )
    client.force_login(hall.of(hall.lead))

    def shown(query: str) -> list[str]:
        page = client.get(f"/massnahmen/?sort=title&{query}").content.decode()
        return [title for title in ("Ahorn", "Birke", "Zeder") if f">{title}</a>" in page]

    assert shown("verdict=pending") == ["Ahorn"]
    assert shown("verdict=decided") == ["Birke"]
    assert shown("verdict=dropped") == ["Zeder"]
    assert shown("light=red") == ["Ahorn"]
    assert shown("light=green") == []
    assert shown("light=none") == ["Birke", "Zeder"]
    assert [shown(f"year={year}") for year in (2031, 2032, 2033)] == [["Ahorn"]] * 3
    assert shown("year=2034") == []
    assert shown("field=null") == ["Birke"]
    assert shown(f"plan={hall.plan.pk}") == ["Ahorn", "Birke", "Zeder"]
    assert shown("year=kaum&plan=0") == ["Ahorn", "Birke", "Zeder"]


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

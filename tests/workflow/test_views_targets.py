"""What was planned for a measure and what came of it, on its page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from core.charts import PairedBars
from core.models import Measure
from core.templatetags.laufzettel import day, money
from tests.factories import City, Walk, city, costs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_memory_files")]
TODAY = localdate()


@pytest.fixture
def hall() -> City:
    return city()


def look(client: Client, measure: Measure, hall: City) -> Any:
    client.force_login(hall.of(hall.lead))
    answer = client.get(f"/massnahmen/{measure.reference}/")
    assert answer.status_code == 200
    return answer


def funded(hall: City) -> Measure:
    """In 2027 the need is 100 euros, 70 are secured; 20 and 90 euros are drawn in two years."""
    lines = [costs(120, 2027)[0], costs(20, 2027, kind="revenue")[0]]
    measure = Walk(hall, cost_lines=lines).fresh
    source = measure.sources.create(name="Land", state="secured", confirmed_at=now())
    source.amounts.create(year=2027, amount=70)
    for year, amount in ((2027, 20), (2028, 90)):
        source.drawings.create(drawn_on=dt.date(year, 5, 1), amount=amount, reference=str(year))
    return measure


def bars(chart: PairedBars) -> dict[str, list[tuple[Decimal | None, str]]]:
    return {
        each.group.label: [(bar.amount.euros, bar.amount.url) for bar in each.bars]
        for each in chart.groups
    }


def test_need_cover_and_drawings_stand_beside_each_other(hall: City, client: Client) -> None:
    measure = funded(hall)
    answer = look(client, measure, hall)
    page = answer.content.decode()

    assert measure.need_in(2027) == 100
    assert bars(answer.context["year_chart"]) == {
        "2027": [(100, "#kostentabelle"), (70, "#quellen"), (20, "#quellen")],
        "2028": [(0, "#kostentabelle"), (0, "#quellen"), (90, "#quellen")],
    }
    assert f"Lücke {money(30)}" in page
    assert f"{money(90)} über Plan" in page
    assert 'id="kostentabelle"' in page
    assert 'id="quellen"' in page


def test_planned_and_actual_costs_are_compared(hall: City, client: Client) -> None:
    measure = funded(hall)
    assert bars(look(client, measure, hall).context["total_chart"]) == {
        "Alle Jahre": [(120, "#kostentabelle"), (None, "")]
    }

    Measure.objects.filter(pk=measure.pk).update(actual_cost=Decimal("130.50"))
    measure.reports.create(
        light="red", text="Teurer.", written_at=now(), written_by_id=measure.created_by_id
    )
    answer = look(client, measure, hall)

    assert bars(answer.context["total_chart"]) == {
        "Alle Jahre": [(120, "#kostentabelle"), (Decimal("130.50"), "#reports-title")]
    }
    assert f"{money(Decimal('10.50'))} über Plan" in answer.content.decode()
    assert 'id="reports-title"' in answer.content.decode()


def test_bars_lead_nowhere_where_there_is_no_list(hall: City, client: Client) -> None:
    measure = Walk(hall, cost_lines=costs(5, 2027)).fresh
    assert bars(look(client, measure, hall).context["year_chart"]) == {
        "2027": [(5, "#kostentabelle"), (0, ""), (0, "")]
    }
    measure = funded(hall)
    measure.cost_lines.all().delete()

    assert bars(look(client, measure, hall).context["year_chart"])["2027"][0] == (0, "")


def test_without_money_there_are_no_bars(hall: City, client: Client) -> None:
    page = look(client, Walk(hall).fresh, hall).content.decode()

    assert "Keine finanziellen Auswirkungen." in page
    assert "Plan und Ist der Kosten" not in page


def test_milestones_are_drawn_as_agreed_planned_and_done(hall: City, client: Client) -> None:
    walk = Walk(hall)
    assert "Zeitachse" not in look(client, walk.fresh, hall).content.decode()
    agreed, later = TODAY + dt.timedelta(days=10), TODAY + dt.timedelta(days=40)
    walk.measure.milestones.create(title="Fest", planned_on=later, agreed_on=agreed)
    walk.measure.milestones.create(title="Feier", planned_on=agreed, done_on=TODAY)
    walk.measure.milestones.create(title="Film", planned_on=later, waived="zu teuer")

    answer = look(client, walk.fresh, hall)

    rows = [each.row for each in answer.context["milestone_chart"].rows]
    assert [(row.label, row.agreed, row.planned, row.done, row.delay) for row in rows] == [
        ("Feier", agreed, agreed, TODAY, 0),
        ("Fest", agreed, later, None, 30),
        ("Film", later, later, None, 0),
    ]
    assert [row.waived for row in rows] == [False, False, True]
    assert "Meilensteine auf der Zeitachse" in answer.content.decode()


def test_indicators_show_target_and_latest_value(hall: City, client: Client) -> None:
    measure = Walk(hall).fresh
    assert "kennzahlen" not in look(client, measure, hall).content.decode()
    guests = measure.indicators.create(name="Gäste", unit="Personen", target=Decimal(1500))
    measure.indicators.create(name="Texte", unit="Stück", target=Decimal("2.5"), kind="impact")
    for month, value in ((5, "900.5"), (2, "1600")):
        guests.values.create(measured_on=dt.date(2026, month, 1), value=Decimal(value))

    answer = look(client, measure, hall)

    space = "\N{NO-BREAK SPACE}"
    assert answer.context["indicators"] == [
        ["Texte", "Wirkung", "–", "–", f"2,50{space}Stück"],
        [
            "Gäste",
            "Leistung",
            day(dt.date(2026, 5, 1)),
            f"900,50{space}Personen",
            f"1.500{space}Personen",
        ],
    ]
    [chart] = answer.context["indicator_charts"]
    assert (chart.title, chart.target, len(chart.points)) == ("Gäste (Personen)", 1500, 2)
    assert chart.last.point.value == Decimal("900.5")
    assert 'id="kennzahlen"' in answer.content.decode()


def test_more_of_everything_costs_no_more(hall: City, client: Client) -> None:
    measure = funded(hall)

    def add() -> None:
        source = measure.sources.create(name="Bund", state="secured", confirmed_at=now())
        source.amounts.create(year=2029, amount=7)
        source.drawings.create(drawn_on=TODAY, amount=7, reference="1")
        measure.milestones.create(title="Fest", planned_on=TODAY)
        indicator = measure.indicators.create(name="Gäste", unit="Personen", target=5)
        indicator.values.create(measured_on=TODAY, value=3)

    def statements() -> int:
        with CaptureQueriesContext(connection) as sent:
            look(client, measure, hall)
        return len(sent)

    add()
    statements()
    one = statements()
    for _each in range(3):
        add()

    assert statements() == one

"""Sums of many measures are those of each, to the cent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils.timezone import now

from core.figures import YearFigures, by_year, figures
from core.models import FundingDrawing, Measure, ProgressReport
from core.querysets import VERDICTS
from core.steps import Verdict
from tests.factories import City, Walk, city, costs
from tests.workflow.answering import source_row
from tests.workflow.situations import SITUATIONS, Way, cast

pytestmark = pytest.mark.django_db
DECIDED = {
    *("rework_in_force", "consulting_in_force", "funding", "funding_in_force", "funded"),
    *("implementing", "paused", "closing", "completed", "aborted"),
}


@pytest.fixture
def hall() -> City:
    return city()


def money(hall: City, *amounts: tuple[int, str]) -> Measure:
    lines = [costs(amount, year)[0] for year, amount in amounts]
    return Walk(hall, cost_lines=lines).fresh


def report(measure: Measure, light: str, state: str = "approved") -> ProgressReport:
    return ProgressReport.objects.create(
        measure=measure,
        light=light,
        text="Läuft.",
        state=state,
        written_at=now(),
        written_by=measure.created_by,
    )


def lights() -> list[str | None]:
    rows = Measure.objects.with_light().order_by("pk")
    return [each.light for each in rows]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_measure_has_one_verdict(situation: str) -> None:
    way = Way(cast())
    SITUATIONS[situation](way)
    found = [
        verdict for verdict, which in VERDICTS.items() if Measure.objects.filter(which).exists()
    ]
    dropped = [Verdict.DROPPED] if situation in {"rejected", "withdrawn"} else [Verdict.PENDING]

    assert found == ([Verdict.DECIDED] if situation in DECIDED else dropped)


def test_the_light_is_that_of_the_newest_approved_report(hall: City) -> None:
    first, second = Walk(hall).measure, Walk(hall).measure
    assert lights() == [None, None]

    report(first, "green")
    report(first, "red")
    report(first, "yellow", "submitted")
    report(second, "yellow", "returned")

    assert lights() == ["red", None]


def test_planned_and_actual_are_the_sums_of_all(hall: City) -> None:
    first = money(hall, (2027, "1000.10"), (2028, "0.20"))
    first.cost_lines.create(year=2027, kind="revenue", amount=Decimal(400))
    second = money(hall, (2027, "999999999999.99"))
    assert figures(Measure.objects.with_light()).actual is None
    Measure.objects.filter(pk=first.pk).update(actual_cost=Decimal("0.01"))
    report(second, "green")

    found = figures(Measure.objects.with_light())

    assert (found.number, found.actual) == (2, Decimal("0.01"))
    assert found.planned == first.total_expense + second.total_expense
    assert found.planned == Decimal("1000.30") + second.total_need
    assert found.lights == {None: 1, "green": 1}
    assert figures([]).planned == 0


def test_years_are_those_of_every_measure_and_only_what_is_secured_is_given() -> None:
    way = Way(cast())
    SITUATIONS["funding"](way)
    measure = way.fresh
    year = measure.years[0]
    [found] = by_year(measure.cost_table, measure.funding)

    assert found.need == measure.need_in(year) == Decimal(50000)
    assert found.gap == measure.funding_gaps()[year] == Decimal(20000)
    assert (found.secured, found.drawn) == (Decimal(30000), 0)


def test_drawn_money_counts_in_the_year_of_its_call(hall: City) -> None:
    walk = Walk(hall, cost_lines=[costs(70, 2027)[0], costs(30, 2027, kind="revenue")[0]])
    walk.take("edit_sources", hall.lead, sources=[source_row("budget", 10)])
    source = walk.fresh.funding[0]
    source.amounts.update(year=2027)
    for number, day in enumerate(["2027-05-01", "2028-01-02", "2028-02-03"]):
        FundingDrawing.objects.create(
            source=source, drawn_on=dt.date.fromisoformat(day), amount=5, reference=str(number)
        )

    zero = Decimal(0)
    assert by_year(walk.fresh.cost_table, walk.fresh.funding) == [
        YearFigures(year=2027, need=Decimal(40), secured=zero, drawn=Decimal(5), gap=Decimal(40)),
        YearFigures(year=2028, need=zero, secured=zero, drawn=Decimal(10), gap=zero),
    ]


def test_what_one_measure_has_left_over_covers_no_other(hall: City) -> None:
    rich, poor = money(hall, (2027, "100")), money(hall, (2027, "100"))
    source = rich.sources.create(name="Haushalt", state="secured", confirmed_at=now())
    source.amounts.create(year=2027, amount=200)
    fresh = [Measure.objects.get(pk=each.pk) for each in (rich, poor)]

    together = by_year([*rich.cost_table, *poor.cost_table], [source])

    assert [(each.need, each.secured, each.gap) for each in together] == [(200, 200, 100)]
    assert [each.funding_gaps()[2027] for each in fresh] == [-100, 100]
    assert [by_year(each.cost_table, each.funding)[0].gap for each in fresh] == [0, 100]

"""The cost table adds up to the cent, in Python, in the database and on paper."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Case, F, Sum, When
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import cost_table
from core.amounts import read_amount
from core.models import CostLine, Measure
from publication import papers
from tests.factories import City, Walk, city

SPENT = (CostLine.Kind.EXPENSE, CostLine.Kind.PAYMENT)
CENTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "year": st.integers(2020, 2035),
            "kind": st.sampled_from(CostLine.Kind.values),
            "nature": st.sampled_from(CostLine.Nature.values),
            "amount": CENTS,
        }
    ),
    min_size=1,
    max_size=12,
)
MANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@pytest.fixture
def hall(db: None) -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    return Walk(hall).ready().routed()


def test_the_balance_is_earnings_minus_expenses() -> None:
    """The sign matters: saved expenses are a gain, as in the paper of the Kita Gethsemane."""
    saved = [CostLine(kind="expense", amount=Decimal("-5800.00"))]

    assert cost_table.balance(saved) == Decimal("5800.00")
    assert cost_table.balance([CostLine(kind="receipt", amount=Decimal(10))]) == Decimal(10)


def test_a_line_is_named_by_all_it_says() -> None:
    facts = {"budget": "40", "product": "36501", "account": "4431", "nature": "follow_up"}

    assert cost_table.named(CostLine(kind="expense", **facts)) == (
        "Aufwand, Teilhaushalt 40, Produkt 36501, Konto 4431, Folgekosten"
    )
    assert cost_table.named(CostLine(kind="revenue")) == "Ertrag"


@MANY
@given(LINES)
def test_all_ways_to_add_up_agree_to_the_cent(walk: Walk, lines: list[dict[str, Any]]) -> None:
    measure = Measure.objects.get(pk=walk.measure.pk)
    measure.cost_lines.all().delete()
    CostLine.objects.bulk_create(CostLine(measure=measure, **line) for line in lines)
    measure = Measure.objects.get(pk=measure.pk)

    in_python = {each.year: each.balance for each in cost_table.years(measure.cost_table)}
    assert in_python == {year: -measure.need_in(year) for year in measure.years}
    assert in_python == balance_in_database(measure)
    assert printed(measure) == in_python
    assert sum(in_python.values()) == cost_table.balance(measure.cost_table) == -measure.total_need


def balance_in_database(measure: Measure) -> dict[int, Decimal]:
    """The balance by year as the database adds it up."""
    signed = Case(When(kind__in=SPENT, then=-F("amount")), default=F("amount"))
    rows = CostLine.objects.filter(measure=measure.pk).values_list("year")
    found = rows.annotate(balance=Sum(signed)).order_by("year")
    return {year: Decimal(amount).quantize(Decimal("0.01")) for year, amount in found}


def printed(measure: Measure) -> dict[int, Decimal]:
    """The balances as the paper prints them; its lines add up to them."""
    found: dict[int, Decimal] = {}
    lines: dict[int, Decimal] = {}
    for year, label, amount in papers.cost_table(measure.paper):
        if label == "Saldo":
            found[int(year)] = read_amount(amount)
        elif year:
            spent = label.startswith(("Aufwand", "Auszahlung"))
            signed = -read_amount(amount) if spent else read_amount(amount)
            lines[int(year)] = lines.get(int(year), Decimal(0)) + signed
    assert lines == found
    return found


def test_several_years_and_follow_up_costs_have_their_sums(walk: Walk) -> None:
    for year, nature, amount in ((2027, "once", 1000), (2028, "follow_up", 20)):
        CostLine.objects.create(
            measure=walk.measure, year=year, nature=nature, amount=Decimal(amount)
        )

    rows = papers.cost_table(walk.fresh.paper)

    assert [row[1:] for row in rows if not row[0]] == [
        ["Saldo gesamt", "-1.020,00\N{NO-BREAK SPACE}€"],
        ["davon Folgekosten", "-20,00\N{NO-BREAK SPACE}€"],
    ]


def test_a_signature_given_before_there_were_accounts_still_holds() -> None:
    line = CostLine(year=2027, kind="expense", budget="40", product="36501", amount=Decimal(5))

    assert line.signed == [2027, "expense", "40", "36501", "5.00", False]
    line.account = "4431"
    assert line.signed == [2027, "expense", "40", "36501", "5.00", False, "4431", "once"]

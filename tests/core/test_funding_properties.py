"""Money for random cost tables and sources: added up apart from the code, to the cent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core import cost_table, cover
from core import rules as r
from core.lifecycle import steps
from core.models import CostLine, FundingAmount, FundingSource, Measure
from tests.core.lawful import TODAY, lawful
from workflow.offers import unmet

YEARS = range(TODAY.year - 1, TODAY.year + 3)
CENTS = st.decimals(min_value=0, max_value=10**7, places=2)
HELD = ("secured", "drawn", "accounted")
OWN = ("budget", "corridor", "own_share", "commitment")
LOST = ("refused", "revoked", "expired")
OUTSIDE = ("grant", "third_party")
SPENT = ("expense", "payment")

LINES = st.lists(
    st.builds(
        CostLine,
        year=st.sampled_from(YEARS),
        kind=st.sampled_from(CostLine.Kind.values),
        amount=CENTS,
        committed=st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@st.composite
def sources(draw: Any) -> FundingSource:
    found = FundingSource(
        pk=draw(st.integers(1, 10**6)),
        kind=draw(st.sampled_from(FundingSource.Kind.values)),
        name="Quelle",
        state=draw(st.sampled_from(FundingSource.State.values)),
        share=draw(st.none() | st.decimals(min_value=0, max_value=100, places=2)),
    )
    years = draw(st.lists(st.sampled_from(YEARS), unique=True, max_size=3))
    parts = [FundingAmount(year=year, amount=draw(CENTS)) for year in years]
    found._prefetched_objects_cache = {"amounts": parts, "drawings": []}
    return found


SOURCES = st.lists(sources(), max_size=5)
BUDGETS = st.sets(st.sampled_from(YEARS))


def funded(lines: list[CostLine], given_by: list[FundingSource], **changes: Any) -> Measure:
    status = changes.pop("status", "funded")
    measure = lawful(status, no_costs=False, **changes)
    measure.__dict__.update(cost_table=lines, funding=given_by)
    return measure


def gaps(lines: list[CostLine], given_by: list[FundingSource]) -> dict[int, Decimal]:
    """Cents added up as whole numbers, year by year."""
    found: dict[int, int] = {}
    for line in lines:
        signed = 1 if line.kind in SPENT else -1
        found[line.year] = found.get(line.year, 0) + signed * int(line.amount * 100)
    for source in given_by:
        for part in source.amounts.all() if source.state in HELD else ():
            if part.year in found:
                found[part.year] -= int(part.amount * 100)
    return {year: Decimal(cents) / 100 for year, cents in sorted(found.items())}


def must_be_covered(lines: list[CostLine], year: int) -> bool:
    return year <= TODAY.year or any(line.committed for line in lines if line.year == year)


@given(LINES, SOURCES)
def test_gaps_and_balance_are_exact(lines: list[CostLine], given_by: list[FundingSource]) -> None:
    measure = funded(lines, given_by)

    assert measure.funding_gaps() == gaps(lines, given_by)
    without_money = gaps(lines, [])
    assert {each.year: -each.balance for each in cost_table.years(lines)} == without_money
    assert measure.total_need == sum(without_money.values()) == -cost_table.balance(lines)


def own_parts(source: FundingSource, year: int) -> list[FundingAmount]:
    """What a source gives in the year of the city's own money, confirmed and not accounted for."""
    own = source.kind in OWN and source.state in ("secured", "drawn")
    return [part for part in source.amounts.all() if own and part.year == year]


@given(LINES, SOURCES, BUDGETS)
def test_work_begins_exactly_when_nothing_binding_is_uncovered(
    lines: list[CostLine], given_by: list[FundingSource], budgets: set[int]
) -> None:
    measure = funded(lines, given_by)
    measure.__dict__["effective_years"] = budgets
    missing = gaps(lines, given_by)
    for year in (year for year in missing if year <= TODAY.year and year not in budgets):
        missing[year] += sum(
            (part.amount for source in given_by for part in own_parts(source, year)), Decimal(0)
        )
    uncovered = any(gap > 0 and must_be_covered(lines, year) for year, gap in missing.items())
    waiting = any(s.kind in OUTSIDE and s.state not in (*HELD, *LOST) for s in given_by)

    refused = {reason.number for reason in unmet(measure, steps()["start"])}

    assert ("R-40" in refused) == (uncovered or waiting)


@given(LINES, SOURCES, st.booleans(), st.integers(-5, 5))
def test_with_a_gap_only_a_recorded_early_start_begins_work(
    lines: list[CostLine], given_by: list[FundingSource], noted: bool, days: int
) -> None:
    begins = TODAY + dt.timedelta(days=days)
    changes = {"early_start_notice": "Bescheid" if noted else "", "early_start_on": begins}
    awaited = any(s.kind in OUTSIDE and s.state not in (*HELD, *LOST) for s in given_by)
    early = noted and days <= 0 and awaited
    secured = "R-40" not in asked("start", "funded", lines, given_by, changes)

    assert ("R-42" not in asked("start_early", "funding", lines, given_by, changes)) == early
    resumed = "R-40/R-42" not in asked("resume", "paused", lines, given_by, changes)
    assert resumed == (early or secured)


def asked(
    step: str,
    status: str,
    lines: list[CostLine],
    given_by: list[FundingSource],
    changes: dict[str, Any],
) -> set[str]:
    """The rules that refuse the step."""
    measure = funded(lines, given_by, status=status, **changes)
    return {reason.number for reason in unmet(measure, steps()[step])}


@given(SOURCES)
def test_shares_add_up_without_what_is_lost(given_by: list[FundingSource]) -> None:
    measure = funded([], given_by)
    cents = sum(int(s.share * 100) for s in given_by if s.share and s.state not in LOST)
    measure.act.data.pop("what")  # type: ignore[attr-defined]  # a plain dict, see `lawful`

    assert cover.total_share(measure) == Decimal(cents) / 100
    assert r.shares_are_whole(measure) is (cents <= 10_000)
